package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.storage.Library;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Returns the library of a subject, or the shared one, depending on {@code TINTYPE_LIBRARY}. */
@Singleton
public class Libraries {

    private final LibraryConfig config;

    Libraries(LibraryConfig config) {
        this.config = config;
    }

    /** Returns the libraries of a service with these settings. */
    public static Libraries of(TokenSettings settings) {
        return new Libraries(() -> settings.value("tintype.library"));
    }

    /**
     * Returns the library that all callers share.
     *
     * @throws ConfigurationException if each caller has a separate library
     */
    public Library shared() {
        if (!config.checked().isShared()) {
            throw new ConfigurationException(
                    "TINTYPE_LIBRARY is owner, so each caller has a separate library. Set --subject, or set TINTYPE_LIBRARY=shared.");
        }
        return Library.SHARED;
    }

    /**
     * Returns the library of one caller.
     *
     * @throws ConfigurationException if all callers share one library, or if the subject is invalid
     */
    public Library of(String subject) {
        if (config.checked().isShared()) {
            throw new ConfigurationException(
                    "TINTYPE_LIBRARY is shared, so all callers have the same library. Omit --subject.");
        }
        return named(subject)
                .orElseThrow(() -> new ConfigurationException(
                        "--subject is invalid. Set it to the caller's sub, which must not be blank."));
    }

    /**
     * Returns the library that a link names: that of its subject, or the shared one if all callers share it.
     *
     * @return empty for a link without a valid subject if each caller has a separate library
     */
    public Optional<Library> ofLink(Optional<String> subject) {
        return config.isShared() ? Optional.of(Library.SHARED) : subject.flatMap(Libraries::named);
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
