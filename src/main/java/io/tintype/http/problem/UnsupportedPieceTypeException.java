package io.tintype.http.problem;

/** The body of a request that continues an upload has another media type than its protocol requires. */
public final class UnsupportedPieceTypeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param required the media type that the protocol requires */
    public UnsupportedPieceTypeException(String required) {
        super(required, null, false, false); // no stack: this is an expected response, not a fault
    }

    String required() {
        return getMessage();
    }
}
