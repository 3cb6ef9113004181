package io.tintype.storage.s3;

import io.tintype.storage.ByteRange;
import io.tintype.storage.StoredContent;
import io.tintype.storage.s3.client.S3Response;
import io.tintype.storage.s3.client.S3ResponseBody;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The content of a GetObject response, verified against the range that was requested. Stores, and caches in front of
 * them, may ignore a Range header and respond 200 with the whole object, or respond 206 with another range (RFC 9110,
 * sections 14.2 and 15.3.7).
 *
 * @param total size of the whole object in bytes, or {@link S3ResponseBody#UNKNOWN} if the response does not specify it
 * @param bytes bytes of the object, starting with the first byte of the response
 * @param first position of that byte in the object
 * @param last position of the last byte of the response, or {@link Long#MAX_VALUE} if the response does not specify it
 */
record S3Content(long total, StoredContent bytes, long first, long last) {

    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;

    /** The Content-Range header (RFC 9110, section 14.4). Numbers of 18 digits fit into a long. */
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes +(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

    /**
     * Reads the status and headers. The caller closes the response's bytes, even if this method throws an exception.
     *
     * @throws SdkClientException if the response is neither 200, nor 206 with a valid Content-Range
     */
    static S3Content of(S3Response response) {
        S3ResponseBody bytes = response.bytes();
        if (response.status() == OK) {
            long last = bytes.size() == S3ResponseBody.UNKNOWN ? Long.MAX_VALUE : bytes.size() - 1;
            return new S3Content(bytes.size(), bytes, 0, last);
        }
        String range = response.headers().get("Content-Range", "");
        Matcher matcher = CONTENT_RANGE.matcher(range.strip());
        if (response.status() != PARTIAL_CONTENT || !matcher.matches()) {
            throw SdkClientException.create("the response to a GetObject has the status %d and the Content-Range '%s'"
                    .formatted(response.status(), range));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (bytes.size() != S3ResponseBody.UNKNOWN && bytes.size() != last - first + 1) {
            throw SdkClientException.create(
                    "a response of %d bytes has the Content-Range '%s'".formatted(bytes.size(), range));
        }
        long total = matcher.group(3).equals("*") ? S3ResponseBody.UNKNOWN : Long.parseLong(matcher.group(3));
        return new S3Content(total, bytes, first, last);
    }

    /** Returns whether the response may belong to an object of this size. */
    boolean isOf(long size) {
        return total == S3ResponseBody.UNKNOWN || total == size;
    }

    /**
     * Returns the bytes from the first byte of the range on. Bytes that precede the range are read and dropped.
     *
     * @throws SdkClientException if the response does not contain the whole range
     */
    StoredContent from(ByteRange range) {
        if (range.first() < first || range.last() > last) {
            throw SdkClientException.create("the response to a GetObject has the bytes %d-%d instead of %d-%d"
                    .formatted(first, last, range.first(), range.last()));
        }
        return range.first() == first ? bytes : new SkippingBytes(bytes, range.first() - first);
    }
}
