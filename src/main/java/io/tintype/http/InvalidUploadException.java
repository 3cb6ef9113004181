package io.tintype.http;

/** The body is not a form with exactly one file. Its message is for the caller. */
final class InvalidUploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidUploadException(String message) {
        super(message, null, false, false); // answered, not debugged: no stack
    }
}
