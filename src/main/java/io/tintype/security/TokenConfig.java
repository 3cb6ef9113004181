package io.tintype.security;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Which tokens are accepted. */
@ConfigMapping(prefix = "jwt")
interface TokenConfig {

    /** Shared secret of HS256 tokens, at least 32 bytes of UTF-8, taken as it is. */
    Optional<String> secret();

    /** A PEM file, a JWK set file, or the http(s) URL of a JWK set. */
    Optional<String> publicKeyLocation();

    /** What {@code iss} must be. */
    Optional<String> issuer();

    /** What {@code aud} must contain. */
    Optional<String> audience();
}
