package io.tintype.http;

/** A range has none of the image's bytes. */
final class RangeNotSatisfiableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long size;

    RangeNotSatisfiableException(long size) {
        super(null, null, false, false); // answered, not debugged: no stack
        this.size = size;
    }

    /** Bytes of the image. */
    long size() {
        return size;
    }
}
