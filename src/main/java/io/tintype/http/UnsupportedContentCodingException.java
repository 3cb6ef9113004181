package io.tintype.http;

/** The body of an upload has a Content-Encoding, which the service does not undo. */
final class UnsupportedContentCodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsupportedContentCodingException() {
        super(null, null, false, false); // answered, not debugged: no stack
    }
}
