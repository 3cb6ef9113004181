package io.tintype.http.problem;

/** The image does not meet If-Match or If-Unmodified-Since. */
public final class PreconditionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PreconditionFailedException() {
        super(null, null, false, false); // no stack: this is an expected response, not a fault
    }
}
