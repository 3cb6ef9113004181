package io.tintype.link;

/** A link that cannot be created or opened. */
public abstract sealed class LinkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private LinkException() {
        super(null, null, false, false); // becomes a response, so it needs no stack trace
    }

    /** The service has no key for links. */
    public static final class Unavailable extends LinkException {
        private static final long serialVersionUID = 1L;
    }

    /** The link was valid, and has expired. */
    public static final class Expired extends LinkException {
        private static final long serialVersionUID = 1L;
    }

    /** The link is forged or revoked, or its image does not exist. */
    public static final class NotFound extends LinkException {
        private static final long serialVersionUID = 1L;
    }
}
