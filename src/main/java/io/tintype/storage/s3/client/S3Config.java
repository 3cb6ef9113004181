package io.tintype.storage.s3.client;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Configures the bucket that stores the images, and the connection to it. */
@ConfigMapping(prefix = "tintype.s3")
interface S3Config {

    /** Name of the bucket, from BUCKET_NAME. */
    Optional<String> bucket();

    /** Region of the bucket, from AWS_REGION. */
    Optional<String> region();

    /** Region of the bucket, from AWS_DEFAULT_REGION, if AWS_REGION is not set. */
    Optional<String> defaultRegion();

    /** URL of another S3-compatible store, from AWS_ENDPOINT_URL_S3, or of the store that dev mode started. */
    Optional<String> endpoint();

    /** URL of another S3-compatible store, from AWS_ENDPOINT_URL, if AWS_ENDPOINT_URL_S3 is not set. */
    Optional<String> endpointOfAll();

    /** URL at which clients reach the store for direct downloads, from TINTYPE_S3_PUBLIC_URL. */
    Optional<String> publicUrl();

    /** Access key, from AWS_ACCESS_KEY_ID; the SDK reads this variable itself. */
    Optional<String> accessKeyId();

    /** Secret key, from AWS_SECRET_ACCESS_KEY; the SDK reads this variable itself. */
    Optional<String> secretAccessKey();
}
