package io.tintype.http;

/** The image does not meet If-Match or If-Unmodified-Since. */
final class PreconditionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PreconditionFailedException() {
        super(null, null, false, false); // answered, not debugged: no stack
    }
}
