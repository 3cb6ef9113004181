package io.tintype.storage.s3.client;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * A request to a bucket, before it is signed.
 *
 * @param operation name of the operation in S3's API, for the log
 * @param key of the object; empty if the request is about the bucket
 * @param query parameters, not yet encoded
 * @param headers in addition to those that every request has
 */
public record S3Request(
        String operation,
        SdkHttpMethod method,
        String key,
        Map<String, String> query,
        Map<String, String> headers,
        S3RequestBody body) {

    /** The SHA-256 of an empty body in base64, as S3 encodes checksums. */
    public static final String SHA256_OF_NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    /** @param headers may contain a {@code Range} */
    public static S3Request get(String key, Map<String, String> headers) {
        return get(key, Map.of(), headers);
    }

    /** @param query may contain the headers of the response, such as {@code response-content-type} */
    public static S3Request get(String key, Map<String, String> query, Map<String, String> headers) {
        return new S3Request("GetObject", SdkHttpMethod.GET, key, query, headers, S3RequestBody.EMPTY);
    }

    public static S3Request head(String key, Map<String, String> headers) {
        return new S3Request("HeadObject", SdkHttpMethod.HEAD, key, Map.of(), headers, S3RequestBody.EMPTY);
    }

    public static S3Request headBucket() {
        return new S3Request("HeadBucket", SdkHttpMethod.HEAD, "", Map.of(), Map.of(), S3RequestBody.EMPTY);
    }

    public static S3Request put(String key, Map<String, String> headers, S3RequestBody body) {
        return new S3Request("PutObject", SdkHttpMethod.PUT, key, Map.of(), headers, body);
    }

    /**
     * Returns a request to write an empty object. It has a checksum, which a bucket with Object Lock requires with
     * every PutObject.
     */
    public static S3Request putEmpty(String key, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("x-amz-checksum-sha256", SHA256_OF_NOTHING);
        return put(key, all, S3RequestBody.EMPTY);
    }

    /**
     * @param source bucket and key of the object to copy, encoded as in a URL
     * @param headers of the copy
     */
    static S3Request copy(String source, String key, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("x-amz-copy-source", source);
        return new S3Request("CopyObject", SdkHttpMethod.PUT, key, Map.of(), all, S3RequestBody.EMPTY);
    }

    public static S3Request delete(String key) {
        return new S3Request("DeleteObject", SdkHttpMethod.DELETE, key, Map.of(), Map.of(), S3RequestBody.EMPTY);
    }

    /**
     * @param startAfter a text that precedes all keys of the response; empty for none
     * @param token the continuation token of the previous page, which replaces {@code startAfter}; empty for none
     */
    public static S3Request list(String prefix, String startAfter, String token, int maxKeys) {
        return list(prefix, "", startAfter, token, maxKeys);
    }

    /** @param delimiter up to which S3 groups keys as common prefixes; empty for none */
    public static S3Request list(String prefix, String delimiter, String startAfter, String token, int maxKeys) {
        Map<String, String> query = new HashMap<>();
        query.put("list-type", "2");
        query.put("encoding-type", "url");
        query.put("prefix", prefix);
        query.put("max-keys", Integer.toString(maxKeys));
        if (!token.isEmpty()) {
            query.put("continuation-token", token);
        } else if (!startAfter.isEmpty()) {
            query.put("start-after", startAfter);
        }
        if (!delimiter.isEmpty()) {
            query.put("delimiter", delimiter);
        }
        return new S3Request("ListObjectsV2", SdkHttpMethod.GET, "", query, Map.of(), S3RequestBody.EMPTY);
    }

    /**
     * @param keyMarker key of the last upload of the previous page; empty for the first page
     * @param uploadIdMarker id of that upload; empty for none
     */
    public static S3Request listUploads(String prefix, String keyMarker, String uploadIdMarker, int maxUploads) {
        Map<String, String> query = new HashMap<>();
        query.put("uploads", "");
        query.put("encoding-type", "url");
        query.put("prefix", prefix);
        query.put("max-uploads", Integer.toString(maxUploads));
        if (!keyMarker.isEmpty()) {
            query.put("key-marker", keyMarker);
        }
        if (!uploadIdMarker.isEmpty()) {
            query.put("upload-id-marker", uploadIdMarker);
        }
        return new S3Request("ListMultipartUploads", SdkHttpMethod.GET, "", query, Map.of(), S3RequestBody.EMPTY);
    }

    public static S3Request abortUpload(String key, String uploadId) {
        Map<String, String> query = Map.of("uploadId", uploadId);
        return new S3Request("AbortMultipartUpload", SdkHttpMethod.DELETE, key, query, Map.of(), S3RequestBody.EMPTY);
    }

    /** Returns the operation and the key for messages, such as {@code PutObject images/library/id}. */
    String title() {
        return key.isEmpty() ? operation : operation + " " + key;
    }
}
