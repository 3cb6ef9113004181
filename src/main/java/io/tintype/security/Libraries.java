package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.storage.Library;
import jakarta.inject.Singleton;

/** Which library somebody's images are in, as {@code TINTYPE_LIBRARY} says. */
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
     * @throws ConfigurationException if there is none
     */
    public Library of(String subject) {
        if (config.checked().isShared()) {
            throw new ConfigurationException(
                    "There is one library for every caller, for TINTYPE_LIBRARY is shared. Leave --subject out.");
        }
        try {
            if (!subject.isBlank()) {
                return Library.of(subject);
            }
        } catch (IllegalArgumentException e) {
            // answered below, in our words
        }
        throw new ConfigurationException("--subject names no library. Set it to a text that is not blank.");
    }
}
