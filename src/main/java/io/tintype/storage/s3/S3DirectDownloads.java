package io.tintype.storage.s3;

import io.tintype.storage.DirectDownloads;
import io.tintype.storage.Library;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Request;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Presigns URLs of images (Signature Version 4 in the query). The headers of the response are signed, so a client cannot
 * change them.
 *
 * @param publicStore the URL at which clients reach the store, if it differs from the one that the service uses
 */
record S3DirectDownloads(Bucket bucket, Optional<URI> publicStore) implements DirectDownloads {

    @Override
    public URI url(Library library, UUID id, Headers headers, Duration lifetime) {
        Map<String, String> query = Map.of(
                "response-content-type", headers.contentType(),
                "response-content-disposition", headers.contentDisposition(),
                "response-cache-control", headers.cacheControl());
        return bucket.presign(S3Request.get(ImageKey.of(library, id).text(), query, Map.of()), publicStore, lifetime);
    }
}
