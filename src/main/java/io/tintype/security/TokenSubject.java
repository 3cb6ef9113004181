package io.tintype.security;

import java.security.Principal;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Returns the subject of a request before its {@link Caller} exists. */
public final class TokenSubject {

    private TokenSubject() {}

    /** Returns the subject of a verified token; empty for other principals and for a token without a subject. */
    public static Optional<String> of(Principal principal) {
        return principal instanceof JsonWebToken token ? Optional.ofNullable(token.getSubject()) : Optional.empty();
    }
}
