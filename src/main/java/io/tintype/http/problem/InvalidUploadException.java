package io.tintype.http.problem;

/** The body is not a form with exactly one file. Its message is for the caller. */
public final class InvalidUploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidUploadException(String message) {
        super(message, null, false, false); // answered, not debugged: no stack
    }
}
