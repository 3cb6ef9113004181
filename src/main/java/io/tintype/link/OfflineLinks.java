package io.tintype.link;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.security.TokenSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Creates links with the settings of the environment, without a store or a server. */
public final class OfflineLinks {

    private final LinkTokens tokens;
    private final Optional<Duration> maxAge;
    private final Clock clock;

    private OfflineLinks(LinkTokens tokens, Optional<Duration> maxAge, Clock clock) {
        this.tokens = tokens;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /**
     * Reads the settings.
     *
     * @throws ConfigurationException if one is invalid, or if there is no secret
     */
    public static OfflineLinks of(TokenSettings environment) {
        LinkSettings settings = LinkSettings.of(new Configuration(environment), environment.sharedSecret());
        LinkKeys keys = settings.keys()
                .orElseThrow(() -> new ConfigurationException(
                        "Neither TINTYPE_LINK_SECRET nor JWT_SECRET is set. Set the one that the service uses."));
        Clock clock = Clock.systemUTC();
        return new OfflineLinks(new LinkTokens(keys, clock), settings.maxAge(), clock);
    }

    /** Returns the maximum lifetime of a link, or empty if it is unlimited. */
    public Optional<Duration> maxAge() {
        return maxAge;
    }

    /**
     * Creates the token of a link, which expires when a link that the service creates now would.
     *
     * @param subject the owner of the library, or empty for the shared library
     * @param request its lifetime is at most {@link #maxAge()}
     */
    public String create(Optional<String> subject, UUID image, LinkRequest request, long generation) {
        Optional<Instant> expires = request.lifetime().map(lifetime -> Links.expiry(clock.instant(), lifetime));
        return tokens.sign(new Link(
                subject, image, request.variant(), request.disposition(), request.fileName(), generation, expires));
    }

    /** The variables of links, read from the environment and from {@code .env}. */
    private record Configuration(TokenSettings environment) implements LinkConfig {

        @Override
        public Optional<String> secret() {
            return environment.literal("tintype.link.secret");
        }

        @Override
        public Optional<String> previousSecret() {
            return environment.literal("tintype.link.secret-previous");
        }

        @Override
        public Optional<String> expandedSecret() {
            return secret();
        }

        @Override
        public Optional<String> expandedPreviousSecret() {
            return previousSecret();
        }

        @Override
        public Optional<String> maxAge() {
            return environment.value("tintype.link.max-age");
        }

        @Override
        public Optional<String> cache() {
            return environment.value("tintype.link.cache");
        }
    }
}
