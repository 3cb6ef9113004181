package io.tintype.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Expressions;
import io.smallrye.config.WithName;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Which tokens are accepted. */
@ConfigMapping(prefix = "jwt")
interface TokenConfig {

    /**
     * Shared secret of HS256 tokens, at least 32 bytes of UTF-8, taken as it is: it may have <code>${...}</code> in it,
     * which any other setting would expand.
     */
    default Optional<String> secret() {
        return Expressions.withoutExpansion(
                () -> ConfigProvider.getConfig().getOptionalValue("jwt.secret", String.class));
    }

    /** The secret as another setting would be read; not what tokens are signed with. */
    @WithName("secret")
    Optional<String> expandedSecret();

    /** A PEM file, a JWK set file, or the http(s) URL of a JWK set. */
    Optional<String> publicKeyLocation();

    /** What {@code iss} must be. */
    Optional<String> issuer();

    /** What {@code aud} must contain. */
    Optional<String> audience();
}
