package io.tintype.http.problem;

import java.io.Serial;

/** Says that an upload is slower than the service allows. */
public final class SlowUploadException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;
}
