package io.tintype.storage.s3.client;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Which bucket keeps the images, and what is said of the way to it. */
@ConfigMapping(prefix = "tintype.s3")
interface S3Config {

    /** Name of the bucket, from BUCKET_NAME. */
    Optional<String> bucket();

    /** Region of the bucket, from AWS_REGION. */
    Optional<String> region();

    /** The same, from AWS_DEFAULT_REGION, where AWS_REGION is not set. */
    Optional<String> defaultRegion();

    /** URL of another S3-compatible store, from AWS_ENDPOINT_URL_S3, or of the one that dev mode started. */
    Optional<String> endpoint();

    /** The same, from AWS_ENDPOINT_URL, where AWS_ENDPOINT_URL_S3 is not set. */
    Optional<String> endpointOfAll();

    /** From AWS_ACCESS_KEY_ID; the SDK reads it by itself. */
    Optional<String> accessKeyId();

    /** From AWS_SECRET_ACCESS_KEY; the SDK reads it by itself. */
    Optional<String> secretAccessKey();
}
