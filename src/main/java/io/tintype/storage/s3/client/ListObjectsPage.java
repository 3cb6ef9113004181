package io.tintype.storage.s3.client;

import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Keys of a bucket in their order.
 *
 * @param isTruncated whether others follow
 * @param nextToken the continuation token of the page that follows, or an empty text
 */
public record ListObjectsPage(List<String> keys, boolean isTruncated, String nextToken) {

    /**
     * Reads S3's answer to ListObjectsV2.
     *
     * @throws SdkClientException if it is not a page
     */
    static ListObjectsPage parse(byte[] content) {
        XmlElements texts = XmlElements.read(content, "EncodingType", "IsTruncated", "Key", "NextContinuationToken")
                .requireRoot("ListBucketResult");
        return new ListObjectsPage(
                texts.allDecoded("Key"),
                Boolean.parseBoolean(texts.first("IsTruncated")),
                texts.first("NextContinuationToken"));
    }

    /** Returns the first keys alone, where a store ignores {@code max-keys}; the others follow. */
    ListObjectsPage cutTo(int maxKeys) {
        return keys.size() <= maxKeys ? this : new ListObjectsPage(keys.subList(0, maxKeys), true, "");
    }
}
