package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.storage.Library;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which library a caller's images are in, as {@code TINTYPE_LIBRARY} says. */
@Singleton
public class Libraries {

    private final LibraryConfig config;

    Libraries(LibraryConfig config) {
        this.config = config;
    }

    /**
     * The library of every caller.
     *
     * @throws ConfigurationException if each caller has one of their own
     */
    public Library shared() {
        if (!config.checked().isShared()) {
            throw new ConfigurationException(
                    "Each caller has a library, for TINTYPE_LIBRARY is not shared. Say whose by --subject, or set TINTYPE_LIBRARY=shared.");
        }
        return Library.SHARED;
    }

    /**
     * The library of one caller.
     *
     * @throws ConfigurationException if the token names none
     */
    public Library of(String subject) {
        if (config.checked().isShared()) {
            throw new ConfigurationException(
                    "There is one library for every caller, for TINTYPE_LIBRARY is shared. Leave --subject out.");
        }
        return named(subject)
                .orElseThrow(() ->
                        new ConfigurationException("--subject names no library. Set it to a text that is not blank."));
    }

    /** The library that a subject names where each caller has one, or empty if it names none. */
    static Optional<Library> named(String subject) {
        try {
            return subject.isBlank() ? Optional.empty() : Optional.of(Library.of(subject));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
