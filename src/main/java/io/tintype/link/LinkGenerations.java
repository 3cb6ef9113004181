package io.tintype.link;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.tintype.storage.Library;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.ToIntFunction;

/**
 * The current generation of each library's links. It is kept in memory for a short time, so that to open a link costs no
 * request to the store, and every instance of the service nevertheless learns of a revocation. Threads that need the
 * same generation at the same time share one read of the store, and its failure.
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

    private final ToIntFunction<Library> current;
    private final ToIntFunction<Library> next;
    private final Ticker ticker;
    private final Cache<Library, Read> reads;

    /** A read of the store, which is in progress or has ended. */
    private final class Read extends FutureTask<Integer> {

        private final long start = ticker.read();

        Read(Callable<Integer> call) {
            super(call);
        }

        boolean isRecent() {
            return ticker.read() - start < KEPT_BEFORE_NEWER.toNanos();
        }
    }

    /**
     * Creates the cache.
     *
     * @param current reads the generation of a library from the store
     * @param next begins a new generation in the store
     */
    LinkGenerations(ToIntFunction<Library> current, ToIntFunction<Library> next, Ticker ticker) {
        this.current = current;
        this.next = next;
        this.ticker = ticker;
        reads = Caffeine.newBuilder()
                .maximumSize(MAX_LIBRARIES)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    /** Returns the generation as it is in the store now. */
    int read(Library library) {
        Read read = readOf(library);
        int generation = await(library, read);
        reads.asMap().merge(library, read, (cached, own) -> cached.start - own.start > 0 ? cached : own);
        return generation;
    }

    /** Returns whether links of this generation open. */
    boolean isCurrent(Library library, long generation) {
        Read read = reads.get(library, this::readOf);
        int known = await(library, read);
        if (generation > known && !read.isRecent()) {
            known = await(
                    library,
                    reads.asMap()
                            .compute(
                                    library,
                                    (_, cached) -> cached == null || cached == read ? readOf(library) : cached));
        }
        return generation == known;
    }

    /** Begins a new generation in the store, and returns it. */
    int next(Library library) {
        Read begun = new Read(() -> next.applyAsInt(library));
        int generation = await(library, begun);
        reads.put(library, begun);
        return generation;
    }

    private Read readOf(Library library) {
        return new Read(() -> current.applyAsInt(library));
    }

    private int await(Library library, Read read) {
        read.run(); // does nothing except in the first thread
        try {
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            reads.asMap().remove(library, read);
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
