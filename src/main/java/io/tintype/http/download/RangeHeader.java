package io.tintype.http.download;

import io.tintype.http.problem.RangeNotSatisfiableException;
import io.tintype.storage.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Range header of a download (RFC 9110, section 14.2). */
public final class RangeHeader {

    /** At most 18 digits, so that every number fits into a long. */
    private static final Pattern ONE_RANGE = Pattern.compile("(?i:bytes)=[ \\t]*(\\d{0,18})-(\\d{0,18})[ \\t]*");

    private RangeHeader() {}

    /**
     * Returns the bytes that the header requests, or empty if it is ignored because it is absent or malformed, has
     * another unit, or requests several ranges.
     *
     * @param size of the image, at least 1
     * @throws RangeNotSatisfiableException if the range has none of the image's bytes
     */
    public static Optional<ByteRange> resolve(String header, long size) {
        Matcher range = ONE_RANGE.matcher(header == null ? "" : header);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            return Optional.of(suffix(Long.parseLong(range.group(2)), size));
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
        if (first >= size) {
            throw new RangeNotSatisfiableException(size);
        }
        return first <= last ? Optional.of(new ByteRange(first, last)) : Optional.empty();
    }

    private static ByteRange suffix(long length, long size) {
        if (length == 0) {
            throw new RangeNotSatisfiableException(size);
        }
        return new ByteRange(Math.max(0, size - length), size - 1);
    }
}
