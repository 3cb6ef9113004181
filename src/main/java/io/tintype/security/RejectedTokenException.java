package io.tintype.security;

import io.smallrye.jwt.auth.principal.ParseException;

/** A token is invalid. The message says why, without any part of the token. */
public final class RejectedTokenException extends ParseException {

    private static final long serialVersionUID = 1L;

    RejectedTokenException(String reason) {
        super(reason);
    }
}
