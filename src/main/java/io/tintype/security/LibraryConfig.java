package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
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

    /**
     * This configuration.
     *
     * @throws ConfigurationException if it is neither of both
     */
    default LibraryConfig checked() {
        library().filter(name -> !name.matches("owner|shared")).ifPresent(name -> {
            throw new ConfigurationException("TINTYPE_LIBRARY is '%s'. Set it to owner or to shared.".formatted(name));
        });
        return this;
    }

    /** Whether all callers share one library. */
    default boolean isShared() {
        return library().equals(Optional.of("shared"));
    }
}
