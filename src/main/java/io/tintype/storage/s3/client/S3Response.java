package io.tintype.storage.s3.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A response of S3.
 *
 * @param content body in memory, of a response that is not an object
 * @param bytes content of an object, otherwise null; the receiver closes it
 */
public record S3Response(int status, HttpHeaders headers, byte[] content, S3ResponseBody bytes) {

    /** The prefix of the headers of user metadata. */
    public static final String METADATA = "x-amz-meta-";

    private static final int INTERNAL_ERROR = 500;

    /** The start of a body that reports an error. */
    private static final Pattern ERROR = Pattern.compile("\\s*(<\\?xml[^>]*>\\s*)?<Error[\\s>]");

    private static final int MAX_START = 256;

    /**
     * Creates a response with its body in memory. S3 may report an error in the body of a response with status 200. As
     * in the SDKs of AWS, such a response counts as one with status 500.
     */
    static S3Response of(int status, HttpHeaders headers, byte[] content) {
        boolean reportsError = status / 100 == 2 && reportsError(content);
        return new S3Response(reportsError ? INTERNAL_ERROR : status, headers, content, null);
    }

    private static boolean reportsError(byte[] content) {
        int length = Math.min(content.length, MAX_START);
        return ERROR.matcher(new String(content, 0, length, StandardCharsets.ISO_8859_1))
                .lookingAt();
    }

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /**
     * Returns the size of the object in bytes.
     *
     * @throws SdkClientException if the response does not specify a valid size
     */
    public long contentLength() {
        String text = headers.get(HttpHeaderNames.CONTENT_LENGTH, "");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SdkClientException.create("the response has the Content-Length '" + text + "'", e);
        }
    }

    /**
     * Returns when the object was written, by the store's clock.
     *
     * @throws SdkClientException if the response does not specify a valid time
     */
    public Instant lastModified() {
        Long millis = headers.getTimeMillis(HttpHeaderNames.LAST_MODIFIED);
        if (millis == null) {
            throw SdkClientException.create(
                    "the response has the Last-Modified '" + headers.get(HttpHeaderNames.LAST_MODIFIED, "") + "'");
        }
        return Instant.ofEpochMilli(millis);
    }

    /** Returns the object's user metadata, with names in lowercase. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey();
            if (name.regionMatches(true, 0, METADATA, 0, METADATA.length())) {
                metadata.put(name.substring(METADATA.length()).toLowerCase(Locale.ROOT), header.getValue());
            }
        }
        return metadata;
    }
}
