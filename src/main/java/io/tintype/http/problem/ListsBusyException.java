package io.tintype.http.problem;

import java.io.Serial;

/** Too many pages of lists wait for clients that do not read them. */
public final class ListsBusyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;
}
