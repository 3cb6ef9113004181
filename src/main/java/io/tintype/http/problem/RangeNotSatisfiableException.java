package io.tintype.http.problem;

/** A range contains none of the image's bytes. */
public final class RangeNotSatisfiableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long size;

    public RangeNotSatisfiableException(long size) {
        super(null, null, false, false); // no stack: this is an expected response, not a fault
        this.size = size;
    }

    /** Returns the number of bytes of the image. */
    public long size() {
        return size;
    }
}
