package io.tintype.link;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tintype.security.Libraries;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Creates, opens and revokes the links of libraries. */
@Singleton
public class Links {

    /** The expiry is rounded up to a multiple of this part of the lifetime, so that equal requests get equal links. */
    private static final int STEPS = 8;

    private final ImageStore store;
    private final LinkSettings settings;
    private final Libraries libraries;
    private final Optional<LinkTokens> tokens;
    private final Clock clock;
    private final LinkGenerations generations;

    @Inject
    Links(ImageStore store, LinkSettings settings, Libraries libraries) {
        this(store, settings, libraries, Clock.systemUTC());
    }

    Links(ImageStore store, LinkSettings settings, Libraries libraries, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.libraries = libraries;
        this.clock = clock;
        tokens = settings.keys().map(keys -> new LinkTokens(keys, clock));
        generations = new LinkGenerations(store::linkGeneration, store::nextLinkGeneration, Ticker.systemTicker());
    }

    /** Returns the maximum lifetime of a link, or empty if it is unlimited. */
    public Optional<Duration> maxAge() {
        return settings.maxAge();
    }

    /** A link that was created. */
    public record Created(String token, Optional<Instant> expires) {}

    /** Creates links to the images of one library, of the generation that was current when it was returned. */
    public final class Creator {

        private final LinkTokens signer;
        private final Optional<String> subject;
        private final int generation;

        private Creator(LinkTokens signer, Optional<String> subject, int generation) {
            this.signer = signer;
            this.subject = subject;
            this.generation = generation;
        }

        /**
         * Creates a link.
         *
         * @param request its lifetime is at most {@link #maxAge()}; the link expires up to an eighth of it later
         */
        public Created create(UUID image, LinkRequest request) {
            Optional<Instant> expires = request.lifetime().map(lifetime -> expiry(clock.instant(), lifetime));
            Link link = new Link(
                    subject, image, request.variant(), request.disposition(), request.fileName(), generation, expires);
            return new Created(signer.sign(link), expires);
        }
    }

    /**
     * Reads the generation of the library's links, and returns what creates links of it.
     *
     * @param subject the owner of the library, or empty for the shared library
     * @throws LinkException.Unavailable if the service has no key for links
     */
    public Creator creator(Optional<String> subject, Library library) {
        LinkTokens signer = tokens.orElseThrow(LinkException.Unavailable::new);
        return new Creator(signer, subject, generations.read(library));
    }

    static Instant expiry(Instant now, Duration lifetime) {
        long step = Math.max(1, lifetime.toSeconds() / STEPS);
        return Instant.ofEpochSecond(Math.ceilDiv(now.getEpochSecond() + lifetime.toSeconds(), step) * step);
    }

    /** A valid link, and the library that it names. */
    public record Opened(Link link, Library library) {}

    /**
     * Opens a link.
     *
     * @throws LinkException.Unavailable if the service has no key for links
     * @throws LinkException.Expired if the link has expired
     * @throws LinkException.NotFound if it is forged or revoked
     */
    public Opened open(String token) {
        Link link = tokens.orElseThrow(LinkException.Unavailable::new).verify(token);
        Library library = libraries.ofLink(link.subject()).orElseThrow(LinkException.NotFound::new);
        if (!generations.isCurrent(library, link.generation())) {
            store.find(library, link.image()); // takes as long as for the link of a deleted image
            throw new LinkException.NotFound();
        }
        return new Opened(link, library);
    }

    /** Returns for how long caches may keep what the link opens, from now: at most until it expires. */
    public Duration cacheTime(Link link) {
        return link.expires()
                .map(expires -> Duration.between(clock.instant(), expires))
                .filter(left -> left.compareTo(settings.cache()) < 0)
                .orElse(settings.cache());
    }

    /** Revokes all links of a library, and returns the generation of new ones. */
    public int revoke(Library library) {
        return generations.next(library);
    }
}
