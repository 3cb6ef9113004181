package io.tintype.security;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whose images a caller works with. */
@ConfigMapping(prefix = "tintype")
interface LibraryConfig {

    /**
     * {@code owner}, the default: the token's {@code sub} has a library of its own; {@code shared}: all callers share
     * one.
     */
    Optional<String> library();

    /** Whether all callers share one library. */
    default boolean isShared() {
        return library().equals(Optional.of("shared"));
    }
}
