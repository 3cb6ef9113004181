package io.tintype.http.problem;

import java.io.Serial;

/** Says that too many pages of lists wait for callers that do not read them. */
public final class ListsBusyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;
}
