package io.tintype.http.problem;

/** The body is not a form with exactly one file. The message is for the client. */
public final class InvalidUploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidUploadException(String message) {
        super(message, null, false, false); // no stack: this is an expected response, not a fault
    }
}
