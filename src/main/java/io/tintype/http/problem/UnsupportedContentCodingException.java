package io.tintype.http.problem;

/** The body of an upload has a Content-Encoding, which the service does not decode. */
public final class UnsupportedContentCodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnsupportedContentCodingException() {
        super(null, null, false, false); // no stack: this is an expected response, not a fault
    }
}
