package io.tintype.storage;

/**
 * A range of an image's bytes, inclusive at both ends, as in RFC 9110, section 14.1.2.
 *
 * @param first position of the first byte, from 0
 * @param last position of the last byte, at least {@code first}
 */
public record ByteRange(long first, long last) {

    public ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("not a range: " + first + "-" + last);
        }
    }

    /** Returns the number of bytes in the range. */
    public long length() {
        return last - first + 1;
    }
}
