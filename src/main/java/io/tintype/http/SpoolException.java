package io.tintype.http;

import java.io.IOException;

/** A form cannot be spooled to the disk, which is not the caller's fault. */
final class SpoolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpoolException(IOException cause) {
        super(cause);
    }
}
