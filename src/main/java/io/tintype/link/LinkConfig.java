package io.tintype.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Expressions;
import io.smallrye.config.WithName;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Configures links. */
@ConfigMapping(prefix = "tintype.link")
interface LinkConfig {

    /**
     * Secret of the links, at least 32 bytes of UTF-8. Used literally: <code>${...}</code> is not expanded. Without it,
     * the key is derived from {@code JWT_SECRET}.
     */
    default Optional<String> secret() {
        return literal("tintype.link.secret");
    }

    /** The secret before a rotation, whose links still open. Used literally. */
    default Optional<String> previousSecret() {
        return literal("tintype.link.secret-previous");
    }

    /** The secret with expansion, which is not used. Declared because the mapping must know the name. */
    @WithName("secret")
    Optional<String> expandedSecret();

    /** As {@link #expandedSecret()}. */
    @WithName("secret-previous")
    Optional<String> expandedPreviousSecret();

    /** Maximum lifetime of a link as an ISO 8601 duration, or {@code unlimited}. Default P7D. */
    Optional<String> maxAge();

    /** Maximum time for which caches keep what a link opens, as an ISO 8601 duration. Default P1D. */
    Optional<String> cache();

    private static Optional<String> literal(String name) {
        return Expressions.withoutExpansion(() -> ConfigProvider.getConfig().getOptionalValue(name, String.class))
                .filter(text -> !text.isBlank());
    }
}
