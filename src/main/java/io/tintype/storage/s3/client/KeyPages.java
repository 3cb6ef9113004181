package io.tintype.storage.s3.client;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The pages of keys below a prefix, each verified to follow the one before, within one deadline. Used by one thread.
 */
public final class KeyPages {

    private final Bucket bucket;
    private final String prefix;
    private final int maxKeys;
    private final ListProgress progress;
    private final Duration limit;
    private final long start = System.nanoTime();

    /**
     * Requests nothing yet.
     *
     * @param startAfter a text that all keys follow; empty for all keys
     * @param maxKeys in a page
     */
    public KeyPages(Bucket bucket, String prefix, String startAfter, int maxKeys) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.maxKeys = maxKeys;
        this.progress = new ListProgress(prefix, startAfter);
        this.limit = bucket.time();
    }

    /**
     * Returns the next page. There is one after each that is truncated.
     *
     * @throws SdkClientException if it makes no progress, or comes too late
     */
    public ListObjectsPage next() {
        Duration remaining = limit.minusNanos(System.nanoTime() - start);
        if (!remaining.isPositive()) {
            throw SdkClientException.create("the pages of %s take longer than %s".formatted(prefix, limit));
        }
        ListObjectsPage page = bucket.withTimeout(remaining)
                .list(prefix, progress.startAfter(), progress.token(), maxKeys)
                .cutTo(maxKeys);
        progress.accept(page.keys(), page.isTruncated(), page.nextToken());
        return page;
    }
}
