package io.tintype.storage.s3.client;

import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Verifies that each page of a listing follows the previous one, and determines where the next one starts. Some stores
 * ignore {@code start-after}, {@code continuation-token} or {@code prefix}, and some send truncated pages without keys.
 * Without this check, a loop over pages would skip keys, process keys outside of the prefix, or never end. Used by one
 * thread.
 */
public final class ListProgress {

    /** S3 itself may send pages without keys if many objects were deleted, but fewer than this. */
    private static final int MAX_EMPTY_PAGES = 1000;

    private final String prefix;
    private String startAfter;
    private String token = "";
    private int emptyPages;

    /** @param startAfter a text that precedes all keys; empty if the first page starts with the first key */
    public ListProgress(String prefix, String startAfter) {
        this.prefix = prefix;
        this.startAfter = startAfter;
    }

    /** Returns the last key so far. The next page starts after this key if there is no {@link #token}. */
    public String startAfter() {
        return startAfter;
    }

    /** Returns the continuation token of the last page, or an empty text. */
    public String token() {
        return token;
    }

    /**
     * Records a page.
     *
     * @param keys in their order
     * @throws SdkClientException if the page does not follow the previous one, or the next one cannot be determined
     */
    public void accept(List<String> keys, boolean isTruncated, String nextToken) {
        for (String key : keys) {
            if (!key.startsWith(prefix)) {
                throw broken("a page has a key outside of " + prefix);
            }
        }
        if (!keys.isEmpty()) {
            if (!follows(keys.getFirst(), startAfter)) {
                throw broken("a page does not start after its cursor");
            }
            startAfter = keys.getLast();
            emptyPages = 0;
        } else if (isTruncated) {
            checkEmpty(nextToken);
        }
        token = nextToken;
    }

    private void checkEmpty(String nextToken) {
        emptyPages++;
        if (nextToken.isEmpty()) {
            throw broken("a truncated page has neither keys nor a continuation token");
        }
        if (nextToken.equals(token) || emptyPages > MAX_EMPTY_PAGES) {
            throw broken("truncated pages without keys follow one another");
        }
    }

    /**
     * Returns whether a key follows another one. S3 orders keys by their UTF-8, and some stores order them by their
     * UTF-16. For ASCII keys, both orders are the same.
     */
    private static boolean follows(String key, String other) {
        return key.compareTo(other) > 0 || compareCodePoints(key, other) > 0;
    }

    private static int compareCodePoints(String key, String other) {
        return Arrays.compare(key.codePoints().toArray(), other.codePoints().toArray());
    }

    private static SdkClientException broken(String what) {
        return SdkClientException.create("the store's list makes no progress: " + what);
    }
}
