package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Selects the library of each caller. */
@ConfigMapping(prefix = "tintype")
interface LibraryConfig {

    /**
     * {@code owner}, the default, assigns a library to each token subject ({@code sub}). With {@code shared}, all
     * callers share one.
     */
    Optional<String> library();

    /**
     * Returns this configuration.
     *
     * @throws ConfigurationException if the value is invalid
     */
    default LibraryConfig checked() {
        library().filter(name -> !name.matches("owner|shared")).ifPresent(name -> {
            throw new ConfigurationException("TINTYPE_LIBRARY is '%s'. Set it to owner or to shared.".formatted(name));
        });
        return this;
    }

    /** Returns whether all callers share one library. */
    default boolean isShared() {
        return library().equals(Optional.of("shared"));
    }
}
