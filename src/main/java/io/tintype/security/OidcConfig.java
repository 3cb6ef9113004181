package io.tintype.security;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Configures the issuer with which people sign in to the gallery. */
@ConfigMapping(prefix = "tintype.oidc")
interface OidcConfig {

    /** The issuer's identifier, exactly as in {@code iss} of its discovery document. */
    Optional<String> issuer();

    /** The id of the client that the gallery is at the issuer: a public client. */
    Optional<String> clientId();

    /** The scopes that the gallery requests, separated by spaces. Default {@code openid}. */
    Optional<String> scope();
}
