package io.tintype.storage.s3.client;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A response to ListObjectsV2.
 *
 * @param folders common prefixes of keys that contain the delimiter
 * @param isTruncated whether more pages follow
 * @param nextToken the continuation token of the next page, or an empty text
 */
public record ObjectsPage(List<ListedObject> objects, List<String> folders, boolean isTruncated, String nextToken) {

    /** @param size in bytes */
    public record ListedObject(String key, long size, Instant lastModified) {}

    /**
     * Parses a response.
     *
     * @throws SdkClientException if the content is not a page, or a value is missing or invalid
     */
    static ObjectsPage parse(byte[] content) {
        XmlElements page = XmlElements.read(
                        content,
                        "EncodingType",
                        "IsTruncated",
                        "NextContinuationToken",
                        "Contents/Key",
                        "Contents/Size",
                        "Contents/LastModified",
                        "CommonPrefixes/Prefix")
                .requireRoot("ListBucketResult");
        return new ObjectsPage(
                objects(page),
                page.allDecoded("CommonPrefixes/Prefix"),
                Boolean.parseBoolean(page.first("IsTruncated")),
                page.first("NextContinuationToken"));
    }

    private static List<ListedObject> objects(XmlElements page) {
        List<String> keys = page.allDecoded("Contents/Key");
        List<String> sizes = page.all("Contents/Size");
        List<String> times = page.all("Contents/LastModified");
        if (keys.size() != sizes.size() || keys.size() != times.size()) {
            throw SdkClientException.create("the store lists an object without its size or time");
        }
        try {
            return IntStream.range(0, keys.size())
                    .mapToObj(at ->
                            new ListedObject(keys.get(at), Long.parseLong(sizes.get(at)), Instant.parse(times.get(at))))
                    .toList();
        } catch (NumberFormatException | DateTimeException e) {
            throw SdkClientException.create("the store lists an object with an invalid size or time", e);
        }
    }
}
