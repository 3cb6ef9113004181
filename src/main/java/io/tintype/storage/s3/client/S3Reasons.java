package io.tintype.storage.s3.client;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Describes why a call to S3 failed, in one line for the log. It includes S3's error code and message, which the SDK
 * leaves out in part.
 */
public final class S3Reasons {

    /** Limits the line, because the store determines the length of its message. */
    private static final int MAX_LENGTH = 1000;

    /** The properties of an object that is named in a message of the SDK. */
    private static final Pattern PROPERTIES = Pattern.compile("(?<=\\w)\\([^()]*\\)");

    /**
     * The start of the SDK's message about missing credentials without properties, to the second source. The first one is
     * Java properties, which operators of the service do not use.
     */
    private static final Pattern NO_CREDENTIALS =
            Pattern.compile("^Unable to load credentials from .*Chain : \\[.*?, (?=EnvironmentVariable)");

    private S3Reasons() {}

    public static String of(SdkException cause) {
        String reason = cause instanceof AwsServiceException exception ? ofResponse(exception) : ofNoResponse(cause);
        String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
    }

    private static String ofResponse(AwsServiceException exception) {
        List<String> parts = new ArrayList<>();
        String code = S3ExceptionTranslator.code(exception);
        parts.add(code.isEmpty() ? "no error code" : code);
        AwsErrorDetails details = exception.awsErrorDetails();
        if (details != null && details.errorMessage() != null) {
            parts.add(details.errorMessage());
        }
        List<String> attributes = new ArrayList<>();
        attributes.add("status " + exception.statusCode());
        if (exception.requestId() != null) {
            attributes.add("request id " + exception.requestId());
        }
        bucketRegion(details)
                .ifPresent(region -> attributes.add("the bucket's region is " + region + ": set AWS_REGION to it"));
        return String.join(": ", parts) + " (" + String.join(", ", attributes) + ")";
    }

    private static Optional<String> bucketRegion(AwsErrorDetails details) {
        return details == null || details.sdkHttpResponse() == null
                ? Optional.empty()
                : details.sdkHttpResponse().firstMatchingHeader(S3ExceptionTranslator.BUCKET_REGION);
    }

    private static String ofNoResponse(SdkException failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the store's host name cannot be resolved; check AWS_REGION, AWS_ENDPOINT_URL_S3 and the DNS: "
                        + message;
            }
        }
        return withoutProperties(message);
    }

    /**
     * Removes what the SDK tells about its own objects. It describes each source of credentials twice, so that the reason
     * why there are none would be beyond the limit.
     */
    private static String withoutProperties(String message) {
        String shorter = PROPERTIES.matcher(message).replaceAll("");
        while (!shorter.equals(message)) {
            message = shorter;
            shorter = PROPERTIES.matcher(message).replaceAll("");
        }
        return NO_CREDENTIALS.matcher(shorter).replaceFirst("no credentials found: [");
    }
}
