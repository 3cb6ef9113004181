package io.tintype.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Expressions;
import io.smallrye.config.WithName;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Configures which tokens are accepted. */
@ConfigMapping(prefix = "jwt")
interface TokenConfig {

    /**
     * Shared secret of HS256 tokens, at least 32 bytes of UTF-8. Used literally: <code>${...}</code> is not expanded,
     * as it is in other settings.
     */
    default Optional<String> secret() {
        return Expressions.withoutExpansion(
                () -> ConfigProvider.getConfig().getOptionalValue("jwt.secret", String.class));
    }

    /** The secret with expansion, which is not used. Declared because the mapping must know the name. */
    @WithName("secret")
    Optional<String> expandedSecret();

    /** A PEM file, a JWK set file, or the http(s) URL of a JWK set. */
    Optional<String> publicKeyLocation();

    /** Required value of {@code iss}. */
    Optional<String> issuer();

    /** Value that {@code aud} must contain. */
    Optional<String> audience();
}
