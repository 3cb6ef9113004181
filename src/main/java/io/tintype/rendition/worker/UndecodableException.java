package io.tintype.rendition.worker;

/** The image's pixels are damaged or truncated. */
final class UndecodableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UndecodableException(String message) {
        super(message, null, false, false);
    }
}
