package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.StorageException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ExceptionTranslatorTest {

    @ParameterizedTest
    @CsvSource({
        "301, PermanentRedirect",
        "400, AuthorizationHeaderMalformed",
        "400, ExpiredToken",
        "400, InvalidRequest",
        "401, Unauthorized",
        "403, AccessDenied",
        "403, InvalidAccessKeyId",
        "403, RequestTimeTooSkewed",
        "403, SignatureDoesNotMatch",
        "403,",
        "404, NoSuchBucket",
        "405, MethodNotAllowed",
        "501, NotImplemented"
    })
    void rejectsFaultsThatOnlyTheOperatorCanFix(int status, String code) {
        S3Exception exception = exception(status, code);

        assertThat(S3ExceptionTranslator.of("find", exception))
                .isInstanceOf(StorageException.Refused.class)
                .hasCause(exception);
    }

    @ParameterizedTest
    @CsvSource({
        "307, TemporaryRedirect",
        "400, BadDigest",
        "400, IncompleteBody",
        "400, RequestTimeout",
        "400, ThrottlingException",
        "400, XAmzContentSHA256Mismatch",
        "403, RequestThrottled",
        "408,",
        "409, ConditionalRequestConflict",
        "409, OperationAborted",
        "429, TooManyRequests",
        "500, InternalError",
        "502,",
        "503, ServiceUnavailable",
        "503, SlowDown",
        "504,"
    })
    void isUnavailableIfARetryMayHelp(int status, String code) {
        S3Exception exception = exception(status, code);

        assertThat(S3ExceptionTranslator.of("find", exception))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasCause(exception);
    }

    static Stream<SdkException> noAnswers() {
        return Stream.of(
                ApiCallTimeoutException.create(1000),
                ApiCallAttemptTimeoutException.create(1000),
                AbortedException.create("interrupted"),
                SdkClientException.create("Unable to execute HTTP request", new ConnectException("refused")),
                SdkClientException.create("unknown host", new UnknownHostException("s3.test")),
                SdkClientException.builder().build());
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void isUnavailableWithoutAResponse(SdkException cause) {
        assertThat(S3ExceptionTranslator.of("find", cause))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasCause(cause);
    }

    @Test
    void rejectsAClientWithoutSettings() {
        SdkClientException credentials =
                SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        SdkClientException region =
                SdkClientException.create("Unable to load region from any of the providers in the chain");

        assertThat(S3ExceptionTranslator.of("find", credentials)).isInstanceOf(StorageException.Refused.class);
        assertThat(S3ExceptionTranslator.of("find", region)).isInstanceOf(StorageException.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"404, NoSuchKey, true", "404,, true", "404, NoSuchBucket, false", "403, AccessDenied, false"})
    void knowsAnAbsentObject(int status, String code, boolean absent) {
        assertThat(S3ExceptionTranslator.isAbsence(exception(status, code))).isEqualTo(absent);
    }

    private static S3Exception exception(int status, String code) {
        S3Exception.Builder exception = S3Exception.builder();
        exception.statusCode(status);
        if (code != null) {
            exception.awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build());
        }
        return (S3Exception) exception.build();
    }
}
