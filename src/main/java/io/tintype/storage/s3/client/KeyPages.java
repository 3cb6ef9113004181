package io.tintype.storage.s3.client;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Lists the keys below a prefix in pages, within one deadline, and verifies that each page follows the previous one.
 * Used by one thread.
 */
public final class KeyPages {

    private final Bucket bucket;
    private final String prefix;
    private final int maxKeys;
    private final ListProgress progress;
    private final Duration limit;
    private final long start = System.nanoTime();

    /**
     * Creates the listing, without a request.
     *
     * @param startAfter a text that precedes all keys to list; empty to list all keys
     * @param maxKeys maximum number of keys in a page
     */
    public KeyPages(Bucket bucket, String prefix, String startAfter, int maxKeys) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.maxKeys = maxKeys;
        this.progress = new ListProgress(prefix, startAfter);
        this.limit = bucket.time();
    }

    /**
     * Returns the next page. Another page follows each truncated page.
     *
     * @throws SdkClientException if the page makes no progress, or the deadline has passed
     */
    public ListObjectsPage next() {
        Duration remaining = limit.minusNanos(System.nanoTime() - start);
        if (!remaining.isPositive()) {
            throw SdkClientException.create("listing %s takes longer than %s".formatted(prefix, limit));
        }
        ListObjectsPage page = bucket.withTimeout(remaining)
                .list(prefix, progress.startAfter(), progress.token(), maxKeys)
                .cutTo(maxKeys);
        progress.accept(page.keys(), page.isTruncated(), page.nextToken());
        return page;
    }
}
