package io.tintype.http.upload;

import java.util.Arrays;

/**
 * Finds a sequence of bytes by Horspool's method: it looks at the byte where the sequence would end, and skips as far
 * as that byte allows, nearly always the whole length. So it reads few of the bytes of an image.
 */
final class BoundarySearch {

    private static final int BYTES = 256;

    private final byte[] wanted;
    private final int[] skips = new int[BYTES];

    /**
     * Creates a search.
     *
     * @param wanted at least one byte; more are found faster, except in the worst case
     */
    BoundarySearch(byte[] wanted) {
        this.wanted = wanted;
        int last = wanted.length - 1;
        Arrays.fill(skips, wanted.length);
        for (int i = 0; i < last; i++) {
            skips[wanted[i] & 0xFF] = last - i;
        }
    }

    /** Returns where the bytes first occur between {@code from} and {@code to}, the latter excluded, or -1. */
    int in(byte[] bytes, int from, int to) {
        int last = wanted.length - 1;
        byte end = wanted[last];
        int at = from;
        while (at + last < to) {
            byte found = bytes[at + last];
            if (found == end && Arrays.equals(bytes, at, at + last, wanted, 0, last)) {
                return at;
            }
            at += skips[found & 0xFF];
        }
        return -1;
    }
}
