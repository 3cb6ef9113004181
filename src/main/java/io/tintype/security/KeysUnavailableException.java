package io.tintype.security;

/** The verification keys cannot be fetched. The same token may be accepted later. */
public final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super(cause);
    }
}
