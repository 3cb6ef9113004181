package io.tintype.storage.s3.client;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A response to ListMultipartUploads.
 *
 * @param isTruncated whether more pages follow
 * @param nextKey key of the last upload, or an empty text
 * @param nextId id of the last upload, or an empty text
 */
public record UploadsPage(List<ListedUpload> uploads, boolean isTruncated, String nextKey, String nextId) {

    public record ListedUpload(String key, String id, Instant initiated) {}

    /**
     * Parses a response.
     *
     * @throws SdkClientException if the content is not a page, or a value is missing or invalid
     */
    static UploadsPage parse(byte[] content) {
        XmlElements page = XmlElements.read(
                        content,
                        "EncodingType",
                        "IsTruncated",
                        "NextKeyMarker",
                        "NextUploadIdMarker",
                        "Upload/Key",
                        "Upload/UploadId",
                        "Upload/Initiated")
                .requireRoot("ListMultipartUploadsResult");
        return new UploadsPage(
                uploads(page),
                Boolean.parseBoolean(page.first("IsTruncated")),
                page.allDecoded("NextKeyMarker").stream().findFirst().orElse(""),
                page.first("NextUploadIdMarker"));
    }

    private static List<ListedUpload> uploads(XmlElements page) {
        List<String> keys = page.allDecoded("Upload/Key");
        List<String> ids = page.all("Upload/UploadId");
        List<String> times = page.all("Upload/Initiated");
        if (keys.size() != ids.size() || keys.size() != times.size()) {
            throw SdkClientException.create("the store lists an upload without its id or time");
        }
        try {
            return IntStream.range(0, keys.size())
                    .mapToObj(at -> new ListedUpload(keys.get(at), ids.get(at), Instant.parse(times.get(at))))
                    .toList();
        } catch (DateTimeException e) {
            throw SdkClientException.create("the store lists an upload with an invalid time", e);
        }
    }
}
