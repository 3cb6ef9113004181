package io.tintype.link;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import java.time.Duration;

/**
 * The current generation of each library's links. It is kept in memory for a short time, so that to open a link costs no
 * request to the store, and every instance of the service nevertheless learns of a revocation.
 */
class LinkGenerations {

    /** Every instance of the service learns of a revocation within this time. */
    static final Duration KEPT = Duration.ofSeconds(30);

    /**
     * How old a generation must be before a link of a newer one causes another read. Such a link was created after a
     * revocation by another instance.
     */
    static final Duration KEPT_BEFORE_NEWER = Duration.ofSeconds(1);

    private static final int MAX_LIBRARIES = 10_000;

    private final ImageStore store;
    private final Ticker ticker;
    private final Cache<Library, Known> known;

    private record Known(int generation, long nanos) {}

    LinkGenerations(ImageStore store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
        known = Caffeine.newBuilder()
                .maximumSize(MAX_LIBRARIES)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    /** Returns the generation as it is in the store now. */
    int read(Library library) {
        Known read = load(library);
        known.put(library, read);
        return read.generation();
    }

    /** Returns whether links of this generation open. */
    boolean isCurrent(Library library, long generation) {
        Known current = known.get(library, this::load);
        if (generation > current.generation()) {
            current = known.asMap()
                    .compute(library, (_, cached) -> cached != null && isRecent(cached) ? cached : load(library));
        }
        return generation == current.generation();
    }

    /** Begins a new generation in the store, and returns it. */
    int next(Library library) {
        long before = ticker.read();
        int generation = store.nextLinkGeneration(library);
        known.put(library, new Known(generation, before));
        return generation;
    }

    private Known load(Library library) {
        long before = ticker.read();
        return new Known(store.linkGeneration(library), before);
    }

    private boolean isRecent(Known cached) {
        return ticker.read() - cached.nanos() < KEPT_BEFORE_NEWER.toNanos();
    }
}
