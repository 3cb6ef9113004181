package io.tintype.storage.s3.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sends requests to a bucket through the transport, and retries them as the SDK's retry strategy specifies. Calls
 * block, and many threads may use a bucket at once. Failures are thrown as the exceptions that the SDK would throw.
 */
public final class Bucket {

    private static final String SCOPE = "s3";

    /** Bytes per second. The time limit of a call grows by the time that its body takes at this rate. */
    private static final long MIN_SEND_RATE = 1_000_000;

    private static final Duration DEFAULT_TIME = Duration.ofSeconds(20);

    private final S3Transport line;
    private final S3Signer signer;
    private final RetryStrategy retries;
    private final Duration time;

    /**
     * Limits the threads that parse a page to half of the processors. Other threads wait in the order in which they
     * arrive. Parsing a page is the longest computation of a virtual thread. Java's scheduler runs the virtual threads
     * that one event loop wakes until none is left, and meanwhile those of another loop wait. With one permit for each
     * processor, no thread would wait here.
     */
    private final Semaphore parsePermits;

    /**
     * Uses the address, region, credentials, retries and timeout of the client, and sends no request through the
     * client.
     */
    Bucket(S3Client client, String name, S3Transport line) {
        this(
                line,
                new S3Signer(client, name),
                retries(settings(client)),
                time(settings(client)),
                new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true));
    }

    private Bucket(S3Transport line, S3Signer signer, RetryStrategy retries, Duration time, Semaphore parsePermits) {
        this.line = line;
        this.signer = signer;
        this.retries = retries;
        this.time = time;
        this.parsePermits = parsePermits;
    }

    /** Returns how much longer than other calls a call with a body of this size may take. */
    static Duration timeToSend(long bytes) {
        return Duration.ofMillis(bytes * 1000 / MIN_SEND_RATE);
    }

    /** Returns the same bucket with a time limit for each call, which includes the retries. */
    public Bucket withTimeout(Duration limit) {
        return new Bucket(line, signer, retries, limit, parsePermits);
    }

    /**
     * Sends a request, with retries, and returns the successful response.
     *
     * @throws S3Exception if the response is an error
     * @throws SdkException if there is no response
     */
    public S3Response call(S3Request call) {
        S3Span span = S3Span.start(call, signer);
        try {
            S3Response response = call(call, span);
            span.succeeded(response);
            return response;
        } catch (SdkException e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
        }
    }

    private S3Response call(S3Request call, S3Span span) {
        long end = System.nanoTime() + time.plus(timeToSend(call.body().size())).toNanos();
        RetryToken token = retries.acquireInitialToken(AcquireInitialTokenRequest.create(SCOPE))
                .token();
        while (true) {
            SdkException failure;
            Duration clockSkew = signer.clockSkew();
            try {
                S3Response response = line.send(call, span.propagate(signer.sign(call)), remaining(end));
                if (response.isSuccess()) {
                    retries.recordSuccess(RecordSuccessRequest.create(token));
                    return response;
                }
                failure = failure(call, response, clockSkew);
            } catch (AbortedException e) {
                throw e;
            } catch (SdkException e) {
                failure = e;
            }
            token = acquireRetryToken(token, failure, end);
            span.retry(failure);
        }
    }

    /**
     * Returns a URL that makes a request without credentials, until its lifetime ends.
     *
     * @param publicStore the URL at which clients reach the store, if it differs from the one that this bucket uses
     * @param lifetime 1 s to 7 days
     * @throws SdkException if no credentials are available
     */
    public URI presign(S3Request request, Optional<URI> publicStore, Duration lifetime) {
        return signer.presign(request, publicStore, lifetime);
    }

    /**
     * Sends a request and returns the response, or empty if the object does not exist; see
     * {@link S3ExceptionTranslator#isAbsence}.
     */
    public Optional<S3Response> callIfPresent(S3Request call) {
        return S3ExceptionTranslator.ifPresent(() -> call(call));
    }

    /**
     * Returns the response to a HEAD, or empty if the object does not exist. A missing bucket causes the same response,
     * a 404 without a body, so an absent object costs a second request.
     *
     * @throws S3Exception if S3 rejects the request; if the response to the HEAD has no error code, the exception has
     *     that of a GET of the same object
     */
    public Optional<S3Response> head(String key) {
        return head(key, Map.of());
    }

    /** Returns the response to a HEAD with these headers; see {@link #head(String)}. */
    public Optional<S3Response> head(String key, Map<String, String> headers) {
        try {
            Optional<S3Response> object = callIfPresent(S3Request.head(key, headers));
            if (object.isEmpty()) {
                call(S3Request.headBucket());
            }
            return object;
        } catch (S3Exception e) {
            throw S3ExceptionTranslator.isWithoutReason(e) ? withReason(e, key) : e;
        }
    }

    /** Removes an object. Succeeds if it does not exist, which some stores report as an error (Google Cloud Storage does). */
    public void delete(String key) {
        callIfPresent(S3Request.delete(key));
    }

    /**
     * Copies an object of this bucket.
     *
     * @param headers of the copy, and conditions
     * @param size of the object in bytes, because a copy takes longer than other calls
     */
    public void copy(String source, String key, Map<String, String> headers, long size) {
        withTimeout(time.plus(timeToSend(size))).call(S3Request.copy(signer.copySource(source), key, headers));
    }

    /**
     * Returns the failure of a GET of the same object: S3 rejects it for the same reason, and its response has a body.
     */
    private S3Exception withReason(S3Exception failure, String key) {
        try {
            call(S3Request.get(key, Map.of("Range", "bytes=0-0"))).bytes().close();
        } catch (S3Exception e) {
            return e.statusCode() == failure.statusCode() && !S3ExceptionTranslator.isWithoutReason(e) ? e : failure;
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Returns the URL of the bucket. */
    public URI address() {
        return signer.address();
    }

    /** Returns how long a call may take, including its retries. */
    Duration time() {
        return time;
    }

    /** Returns a page of keys; see {@link S3Request#list}. */
    public ListObjectsPage list(String prefix, String startAfter, String token, int maxKeys) {
        return page(S3Request.list(prefix, startAfter, token, maxKeys), ListObjectsPage::parse);
    }

    /** Returns the response to a list request, parsed. */
    <T> T page(S3Request list, Function<byte[], T> parser) {
        byte[] content = call(list).content();
        parsePermits.acquireUninterruptibly();
        try {
            return parser.apply(content);
        } finally {
            parsePermits.release();
        }
    }

    /**
     * Creates the exception for an error response, and adjusts the signer's clock if the clock was the reason.
     *
     * @param clockSkew with which the request was signed; each response contains S3's time, even if it has no body
     */
    private SdkException failure(S3Request call, S3Response response, Duration clockSkew) {
        AwsServiceException failure = S3ExceptionFactory.of(call, response).toBuilder()
                .clockSkew(clockSkew)
                .build();
        if (failure.isClockSkewException()) {
            signer.adjustClock(failure.awsErrorDetails().sdkHttpResponse());
        }
        return failure;
    }

    private RetryToken acquireRetryToken(RetryToken token, SdkException failure, long end) {
        RefreshRetryTokenResponse next;
        try {
            next = retries.refreshRetryToken(RefreshRetryTokenRequest.builder()
                    .token(token)
                    .failure(failure)
                    .build());
        } catch (TokenAcquisitionFailedException e) { // a retry is useless, or there were enough attempts
            throw failure;
        }
        try {
            Thread.sleep(next.delay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        }
        if (System.nanoTime() >= end) {
            throw failure;
        }
        return next.token();
    }

    private static ClientOverrideConfiguration settings(S3Client client) {
        return client.serviceClientConfiguration().overrideConfiguration();
    }

    private static RetryStrategy retries(ClientOverrideConfiguration settings) {
        return settings.retryStrategy().orElseGet(AwsRetryStrategy::defaultRetryStrategy).toBuilder()
                .retryOnException(failure -> failure instanceof AwsServiceException exception
                        && S3ExceptionTranslator.isRepeatable(exception))
                .build();
    }

    private static Duration time(ClientOverrideConfiguration settings) {
        return settings.apiCallTimeout().orElse(DEFAULT_TIME);
    }

    private static Duration remaining(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
