package io.tintype.link;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.security.JwtSecret;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The keys and limits of links.
 *
 * @param keys empty if links are unavailable
 * @param maxAge maximum lifetime of a link, or empty if it is unlimited
 * @param cache maximum time for which caches keep what a link opens
 */
record LinkSettings(Optional<LinkKeys> keys, Optional<Duration> maxAge, Duration cache) {

    private static final String UNLIMITED = "unlimited";
    private static final String DEFAULT_MAX_AGE = "P7D";
    private static final String DEFAULT_CACHE = "P1D";
    private static final int MIN_SECRET = 32;

    /** Reads the settings from the configuration, or stops startup. */
    @Singleton
    static class Source {

        private static final Logger LOG = Logger.getLogger(LinkSettings.class);

        @Startup
        @Produces
        @Singleton
        LinkSettings settings(LinkConfig config, JwtSecret jwt) {
            LinkSettings settings = of(config, jwt.value());
            if (settings.keys().isEmpty()) {
                LOG.info("links are unavailable, because neither TINTYPE_LINK_SECRET nor JWT_SECRET is set");
            }
            return settings;
        }
    }

    /**
     * Returns the settings of a configuration.
     *
     * @param jwtSecret the secret of bearer tokens, from which the key is derived if the configuration contains no secret
     * @throws ConfigurationException if a value is invalid
     */
    static LinkSettings of(LinkConfig config, Optional<String> jwtSecret) {
        requireDifferent("TINTYPE_LINK_SECRET", config.secret(), jwtSecret);
        requireDifferent("TINTYPE_LINK_SECRET_PREVIOUS", config.previousSecret(), jwtSecret);
        String maxAge = config.maxAge().orElse(DEFAULT_MAX_AGE);
        boolean isUnlimited = maxAge.equals(UNLIMITED);
        Optional<Key> previous = config.previousSecret().map(secret -> key("TINTYPE_LINK_SECRET_PREVIOUS", secret));
        return new LinkSettings(
                config.secret()
                        .map(secret -> key("TINTYPE_LINK_SECRET", secret))
                        .or(() -> jwtSecret.map(LinkKeys::derivedFrom))
                        .map(key -> new LinkKeys(key, previous, isUnlimited)),
                isUnlimited ? Optional.empty() : Optional.of(duration("TINTYPE_LINK_MAX_AGE", maxAge)),
                duration("TINTYPE_LINK_CACHE", config.cache().orElse(DEFAULT_CACHE)));
    }

    /** A link is public. With the secret of bearer tokens, it would be one to services that do not check its type. */
    private static void requireDifferent(String variable, Optional<String> secret, Optional<String> jwtSecret) {
        if (secret.isPresent() && secret.equals(jwtSecret)) {
            throw new ConfigurationException(
                    "%s and JWT_SECRET are equal. Set %s to another value, or unset it: other services with this secret could accept links as tokens."
                            .formatted(variable, variable));
        }
    }

    private static Key key(String variable, String secret) {
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MIN_SECRET) {
            throw new ConfigurationException(
                    "%s has %d bytes. Set it to at least 32 (RFC 7518, section 3.2), for example to the output of: openssl rand -base64 48"
                            .formatted(variable, bytes));
        }
        return LinkKeys.ofSecret(secret);
    }

    private static Duration duration(String variable, String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.toSeconds() >= 1) {
                return duration;
            }
        } catch (DateTimeParseException | ArithmeticException _) {
            // reported below
        }
        throw new ConfigurationException(
                "%s is '%s'. Set it to an ISO 8601 duration of at least a second, for example P7D or PT12H."
                        .formatted(variable, text));
    }
}
