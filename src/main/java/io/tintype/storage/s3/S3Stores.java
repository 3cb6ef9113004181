package io.tintype.storage.s3;

import io.tintype.storage.DirectDownloads;
import io.tintype.storage.DirectUploads;
import io.tintype.storage.ImageStore;
import io.tintype.storage.UploadStore;
import io.tintype.storage.s3.client.Bucket;
import java.net.URI;
import java.util.Optional;

/** The stores of a bucket. */
public record S3Stores(ImageStore images, UploadStore uploads, DirectUploads directUploads, DirectDownloads downloads) {

    /**
     * Creates the stores without the check of whether the bucket supports conditional writes.
     *
     * @param publicStore the URL at which clients reach the store, if it differs from the one that the service uses
     */
    public static S3Stores of(Bucket bucket, Optional<URI> publicStore) {
        return new S3Stores(
                new S3ImageStore(bucket),
                new S3UploadStore(bucket, () -> {}),
                new S3DirectUploads(bucket, publicStore),
                new S3DirectDownloads(bucket, publicStore));
    }
}
