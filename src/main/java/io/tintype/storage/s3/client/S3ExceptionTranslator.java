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
 * The one classifier of what the SDK throws. An answer of S3 that a retry cannot change is {@code Refused}: a wrong
 * key, secret, region, bucket or permission. What S3 calls its own fault or an overload is {@code Unavailable}, and so
 * is every failure to get an answer at all.
 */
public final class S3ExceptionTranslator {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final int SERVER_FAULT = 500;
    private static final int NOT_IMPLEMENTED = 501;

    /** A timeout of a proxy before the store (RFC 9110, section 15.5.9), a conflict, an overload. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 409, 429);

    /** S3 says 400 to these, and yet they are faults of the line. */
    private static final Set<String> FAULTS_OF_THE_LINE = Set.of("RequestTimeout", "IncompleteBody", "BadDigest");

    /** The header that names the bucket's region, also in answers that refuse it. */
    static final String BUCKET_REGION = "x-amz-bucket-region";

    private S3ExceptionTranslator() {}

    /**
     * What the calls return, or the storage failure that the SDK's exception is.
     *
     * @param action what is done, for the log
     */
    public static <T> T translate(String action, Supplier<T> calls) {
        try {
            return calls.get();
        } catch (SdkException e) {
            throw of(action, e);
        }
    }

    /**
     * The storage failure that an SDK exception is.
     *
     * @param action what failed, for the log
     */
    public static StorageException of(String action, SdkException cause) {
        boolean lasting = cause instanceof SdkServiceException answer ? isLasting(answer) : isMissingSetting(cause);
        String message = action + ": " + S3Reasons.of(cause);
        return lasting
                ? new StorageException.Refused(message, cause)
                : new StorageException.Unavailable(message, cause);
    }

    /** What a call for an object returns, or empty if the object is not there; see {@link #isAbsence}. */
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

    /** Whether the object is not there. A HEAD's answer has no body and says the same where the bucket is not there. */
    public static boolean isAbsence(AwsServiceException answer) {
        return answer.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code(answer));
    }

    /** Whether {@code If-None-Match: *} found an object. */
    public static boolean isPresence(AwsServiceException answer) {
        return answer.statusCode() == PRECONDITION_FAILED;
    }

    private static boolean isLasting(SdkServiceException answer) {
        int status = answer.statusCode();
        if (answer.isThrottlingException() || TEMPORARY.contains(status)) {
            return false;
        }
        if (answer instanceof AwsServiceException aws && FAULTS_OF_THE_LINE.contains(code(aws))) {
            return false;
        }
        return status < SERVER_FAULT || status == NOT_IMPLEMENTED;
    }

    /** Whether S3 refuses, and does not say why: a HEAD's answer has no body. */
    static boolean isWithoutReason(AwsServiceException answer) {
        return isLasting(answer) && code(answer).isEmpty();
    }

    /** S3's error code, or an empty text. */
    static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** The SDK has no type for this: "Unable to load credentials from ...", "Unable to load region from ...". */
    private static boolean isMissingSetting(SdkException cause) {
        return String.valueOf(cause.getMessage()).startsWith("Unable to load");
    }
}
