package io.tintype.storage.s3.client;

import io.tintype.storage.StorageException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Classifies the exceptions of the SDK; no other class does. An error response that a retry cannot change becomes
 * {@code Refused}: a wrong key, secret, region, bucket or permission. A response that reports an internal error or an
 * overload of S3 becomes {@code Unavailable}, and so does every failure to receive a response.
 */
public final class S3ExceptionTranslator {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final int SERVER_FAULT = 500;
    private static final int NOT_IMPLEMENTED = 501;

    /**
     * A proxy in front of the store closes an idle connection, possibly when a request is already on its way (RFC 9110,
     * section 15.5.9).
     */
    private static final int REQUEST_TIMEOUT = 408;

    /** S3 redirects requests for a new bucket until the DNS knows where the bucket is. */
    private static final int TEMPORARY_REDIRECT = 307;

    /** The redirect to a new bucket, the timeout of a proxy, a conflict, and an overload. */
    private static final Set<Integer> TEMPORARY = Set.of(TEMPORARY_REDIRECT, REQUEST_TIMEOUT, 409, 429);

    /** Error codes of transmission faults, which S3 reports with the status 400. */
    private static final Set<String> FAULTS_OF_THE_LINE =
            Set.of("RequestTimeout", "IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch");

    /** Error codes that S3 reports if another request changes the object at the same time. */
    private static final Set<String> CONFLICTS = Set.of("ConditionalRequestConflict", "OperationAborted");

    /** The header that contains the bucket's region, also in responses that reject a request. */
    static final String BUCKET_REGION = "x-amz-bucket-region";

    private S3ExceptionTranslator() {}

    /**
     * Returns the result of the calls, and translates an exception of the SDK to a storage failure.
     *
     * @param action description of the calls, for the log
     */
    public static <T> T translate(String action, Supplier<T> calls) {
        try {
            return calls.get();
        } catch (SdkException e) {
            throw of(action, e);
        }
    }

    /**
     * Returns the storage failure for an exception of the SDK.
     *
     * @param action description of what failed, for the log
     */
    public static StorageException of(String action, SdkException cause) {
        boolean lasting =
                cause instanceof SdkServiceException exception ? isLasting(exception) : isMissingSetting(cause);
        String message = action + ": " + S3Reasons.of(cause);
        return lasting
                ? new StorageException.Refused(message, cause)
                : new StorageException.Unavailable(message, cause);
    }

    /** Returns the result of a call for an object, or empty if the object does not exist; see {@link #isAbsence}. */
    public static <T> Optional<T> ifPresent(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (S3Exception e) {
            if (isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Returns whether the object does not exist. The response to a HEAD has no body, and is the same if the bucket does
     * not exist.
     */
    public static boolean isAbsence(AwsServiceException exception) {
        return exception.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code(exception));
    }

    /** Returns whether {@code If-None-Match: *} failed because the object exists. */
    public static boolean isPresence(AwsServiceException exception) {
        return exception.statusCode() == PRECONDITION_FAILED;
    }

    /** Returns whether S3, or a proxy, expects a retry that the SDK's strategy does not make. */
    static boolean isRepeatable(AwsServiceException exception) {
        String code = code(exception);
        return exception.statusCode() == REQUEST_TIMEOUT
                || CONFLICTS.contains(code)
                || FAULTS_OF_THE_LINE.contains(code);
    }

    private static boolean isLasting(SdkServiceException exception) {
        int status = exception.statusCode();
        if (exception.isThrottlingException() || TEMPORARY.contains(status)) {
            return false;
        }
        if (exception instanceof AwsServiceException aws && FAULTS_OF_THE_LINE.contains(code(aws))) {
            return false;
        }
        return status < SERVER_FAULT || status == NOT_IMPLEMENTED;
    }

    /** Returns whether S3 rejects the request without an error code: the response to a HEAD has no body. */
    static boolean isWithoutReason(AwsServiceException exception) {
        return isLasting(exception) && code(exception).isEmpty();
    }

    /** Returns S3's error code, or an empty text. */
    public static String code(AwsServiceException exception) {
        AwsErrorDetails details = exception.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /**
     * Returns whether the SDK found no credentials or region. It has no exception type for this, only the messages
     * "Unable to load credentials from ..." and "Unable to load region from ...".
     */
    private static boolean isMissingSetting(SdkException cause) {
        return String.valueOf(cause.getMessage()).startsWith("Unable to load");
    }
}
