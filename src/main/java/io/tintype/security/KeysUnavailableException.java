package io.tintype.security;

/** The keys that a token is to be verified with cannot be fetched: the same token may be fine later. */
public final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super(cause);
    }
}
