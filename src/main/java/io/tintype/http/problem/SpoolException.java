package io.tintype.http.problem;

import java.io.IOException;

/** A form cannot be spooled because the disk fails, which is not the client's fault. */
public final class SpoolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SpoolException(IOException cause) {
        super(cause);
    }
}
