package io.tintype.storage.s3.client;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The line to a bucket. Safe for use by many threads at once. */
@FunctionalInterface
public interface S3Transport {

    /**
     * Sends a request once, and waits for its answer, whatever that is.
     *
     * @param signed the call's request
     * @param time until the first byte of an object, or the last of any other answer
     * @throws SdkClientException if none comes, or nothing can be sent
     */
    S3Response send(S3Request call, SdkHttpRequest signed, Duration time);
}
