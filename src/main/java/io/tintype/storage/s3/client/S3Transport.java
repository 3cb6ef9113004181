package io.tintype.storage.s3.client;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Sends requests to a bucket. Safe for use by many threads at once. */
@FunctionalInterface
public interface S3Transport {

    /**
     * Sends a request once, and returns its response, which may be an error.
     *
     * @param signed the same request, signed
     * @param time limit until the first byte of an object, or the last byte of any other response
     * @throws SdkClientException if no response arrives, or the request cannot be sent
     */
    S3Response send(S3Request call, SdkHttpRequest signed, Duration time);
}
