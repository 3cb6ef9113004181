package io.tintype.storage.s3.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
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
 * A bucket, and what the service asks of it: each call by the line, again as often as the SDK's strategy says.
 * Blocking, and safe for use by many threads at once. What fails is thrown as the SDK would throw it.
 */
public final class Bucket {

    private static final String SCOPE = "s3";
    private static final Set<String> CONFLICTS = Set.of("ConditionalRequestConflict", "OperationAborted");

    /** Bytes a second: a call may take as much longer as this needs for its body. */
    private static final long MIN_SEND_RATE = 1_000_000;

    private static final Duration DEFAULT_TIME = Duration.ofSeconds(20);

    private final S3Transport line;
    private final S3Signer signer;
    private final RetryStrategy retries;
    private final Duration time;

    /**
     * Those who read a page, on half of the processors; others wait in the order in which they come. Of all that a
     * virtual thread does this takes longest, and Java's scheduler goes on with those that one event loop wakes until
     * there are none, while those of another loop wait. Were there a place for each processor, no list would wait here.
     */
    private final Semaphore parsePermits;

    /** With the address, region, credentials, retries and timeout that the client has, which is not used itself. */
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

    /** How much longer than other calls one with a body of so many bytes may take. */
    static Duration timeToSend(long bytes) {
        return Duration.ofMillis(bytes * 1000 / MIN_SEND_RATE);
    }

    /** The same bucket, for calls that may take so long and no longer, their retries included. */
    public Bucket withTimeout(Duration limit) {
        return new Bucket(line, signer, retries, limit, parsePermits);
    }

    /**
     * What S3 answers, which is a success.
     *
     * @throws S3Exception if the response is an error
     * @throws SdkException if there is no answer
     */
    public S3Response call(S3Request call) {
        long end = System.nanoTime() + time.plus(timeToSend(call.body().size())).toNanos();
        RetryToken token = retries.acquireInitialToken(AcquireInitialTokenRequest.create(SCOPE))
                .token();
        while (true) {
            SdkException failure;
            Duration clockSkew = signer.clockSkew();
            try {
                S3Response answer = line.send(call, signer.sign(call), remaining(end));
                if (answer.isSuccess()) {
                    retries.recordSuccess(RecordSuccessRequest.create(token));
                    return answer;
                }
                failure = failure(call, answer, clockSkew);
            } catch (AbortedException e) {
                throw e;
            } catch (SdkException e) {
                failure = e;
            }
            token = acquireRetryToken(token, failure, end);
        }
    }

    /** What S3 answers, or empty if the object is not there; see {@link S3ExceptionTranslator#isAbsence}. */
    public Optional<S3Response> callIfPresent(S3Request call) {
        return S3ExceptionTranslator.ifPresent(() -> call(call));
    }

    /**
     * Returns the response to a HEAD, or empty if the object is not there. A missing bucket has the same response, a 404
     * without a body, so an absent object costs a second request.
     *
     * @throws S3Exception with the reason that a GET for the same object receives, if S3 refuses the HEAD without one
     */
    public Optional<S3Response> head(String key) {
        try {
            Optional<S3Response> object = callIfPresent(S3Request.head(key));
            if (object.isEmpty()) {
                call(S3Request.headBucket());
            }
            return object;
        } catch (S3Exception e) {
            throw S3ExceptionTranslator.isWithoutReason(e) ? withReason(e, key) : e;
        }
    }

    /** Returns the failure of a GET: it is refused for the same reason, and its response has a body. */
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

    /** How long a call may take, its retries included. */
    Duration time() {
        return time;
    }

    /** Returns a page of keys; see {@link S3Request#list}. */
    public ListObjectsPage list(String prefix, String startAfter, String token, int maxKeys) {
        byte[] content =
                call(S3Request.list(prefix, startAfter, token, maxKeys)).content();
        parsePermits.acquireUninterruptibly();
        try {
            return ListObjectsPage.parse(content);
        } finally {
            parsePermits.release();
        }
    }

    /** @param clockSkew by which the request was signed; S3 says its time in each answer, also where it has no body */
    private SdkException failure(S3Request call, S3Response answer, Duration clockSkew) {
        AwsServiceException failure = S3ExceptionFactory.of(call, answer).toBuilder()
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
        } catch (TokenAcquisitionFailedException e) { // it is of no use, or was tried often enough
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
                .retryOnException(Bucket::isConflict)
                .build();
    }

    /** Another request changes the object at the same time. S3 asks to try again, which the SDK does not know. */
    private static boolean isConflict(Throwable failure) {
        return failure instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && CONFLICTS.contains(String.valueOf(answer.awsErrorDetails().errorCode()));
    }

    private static Duration time(ClientOverrideConfiguration settings) {
        return settings.apiCallTimeout().orElse(DEFAULT_TIME);
    }

    private static Duration remaining(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
