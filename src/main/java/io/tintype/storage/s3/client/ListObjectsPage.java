package io.tintype.storage.s3.client;

import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A page of the keys of a bucket, in their order.
 *
 * @param isTruncated whether more pages follow
 * @param nextToken the continuation token of the next page, or an empty text
 */
public record ListObjectsPage(List<String> keys, boolean isTruncated, String nextToken) {

    /**
     * Parses a response to ListObjectsV2.
     *
     * @throws SdkClientException if the content is not a page
     */
    static ListObjectsPage parse(byte[] content) {
        XmlElements texts = XmlElements.read(content, "EncodingType", "IsTruncated", "Key", "NextContinuationToken")
                .requireRoot("ListBucketResult");
        return new ListObjectsPage(
                texts.allDecoded("Key"),
                Boolean.parseBoolean(texts.first("IsTruncated")),
                texts.first("NextContinuationToken"));
    }

    /** Returns only the first keys if a store ignores {@code max-keys}; the next page returns the others. */
    ListObjectsPage cutTo(int maxKeys) {
        return keys.size() <= maxKeys ? this : new ListObjectsPage(keys.subList(0, maxKeys), true, "");
    }
}
