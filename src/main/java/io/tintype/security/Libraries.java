package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.storage.Library;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Maps subjects to libraries, as {@code TINTYPE_LIBRARY} configures. */
@Singleton
public class Libraries {

    private final LibraryConfig config;

    Libraries(LibraryConfig config) {
        this.config = config;
    }

    /**
     * Returns the library that all callers share.
     *
     * @throws ConfigurationException if each caller has a library
     */
    public Library shared() {
        if (!config.checked().isShared()) {
            throw new ConfigurationException(
                    "Each caller has a library, since TINTYPE_LIBRARY is not shared. Set --subject, or set TINTYPE_LIBRARY=shared.");
        }
        return Library.SHARED;
    }

    /**
     * Returns the library of one caller.
     *
     * @throws ConfigurationException if all callers share one, or if the subject is invalid
     */
    public Library of(String subject) {
        if (config.checked().isShared()) {
            throw new ConfigurationException(
                    "All callers share one library, since TINTYPE_LIBRARY is shared. Omit --subject.");
        }
        return named(subject)
                .orElseThrow(
                        () -> new ConfigurationException("--subject is invalid. Set it to a text that is not blank."));
    }

    /** Returns the library of a subject, or empty for an invalid subject. */
    static Optional<Library> named(String subject) {
        try {
            return subject.isBlank() ? Optional.empty() : Optional.of(Library.of(subject));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
