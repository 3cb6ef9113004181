package io.tintype.security;

import java.util.Optional;

/** A configuration of sign-in for tests. */
record OidcValues(Optional<String> issuer, Optional<String> clientId, Optional<String> scope) implements OidcConfig {

    static final OidcValues NONE = new OidcValues(Optional.empty(), Optional.empty(), Optional.empty());

    static OidcValues of(String issuer, String clientId) {
        return new OidcValues(Optional.of(issuer), Optional.of(clientId), Optional.empty());
    }

    /** Returns the verifier of a service with these settings. */
    TokenVerifier verifier(TokenConfig config, LibraryConfig library, TokenClaims names) {
        return new TokenVerifier(config, library, names, new OidcIssuer(this, config, names));
    }

    /** Returns the verifier of a service without an issuer with which people sign in. */
    static TokenVerifier verifierWithoutIssuer(TokenConfig config, LibraryConfig library, TokenClaims names) {
        return NONE.verifier(config, library, names);
    }
}
