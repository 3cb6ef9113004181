package io.tintype.http.problem;

import java.io.Serial;

/** An upload is slower than the service allows. */
public final class SlowUploadException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;
}
