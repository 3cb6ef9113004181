package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.StandInS3;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The reasons in the log when S3 rejects a request. */
class S3ReasonsTest {

    private static final Library LIBRARY = Library.of("ann");
    private static final UUID ID = UUID.fromString("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | SignatureDoesNotMatch | The request signature we calculated does not match.",
                "403 | InvalidAccessKeyId | The AWS Access Key Id you provided does not exist in our records.",
                "400 | ExpiredToken | The provided token has expired.",
                "404 | NoSuchBucket | The specified bucket does not exist",
                "400 | AuthorizationHeaderMalformed | the region 'us-east-1' is wrong; expecting 'eu-west-1'",
                "301 | PermanentRedirect | The bucket must be addressed using the specified endpoint."
            })
    void namesTheCodeAndTheMessageOfS3(int status, String code, String message) {
        HttpHandler refusing = exchange -> StandInS3.respond(
                exchange, status, "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>");

        assertRejected(
                refusing,
                store -> store.list(LIBRARY, ImageCursor.START, 10),
                "list library ann: " + code + ": ListObjectsV2: " + message + " (status " + status + ")");
        // A HEAD has no body: this is the response to the GET that follows it.
        assertRejected(
                refusing,
                store -> store.find(LIBRARY, ID),
                "find image " + ID + ": " + code + ": GetObject images/ann/" + ID + ": " + message + " (status "
                        + status + ")");
    }

    @Test
    void namesTheRegionOfTheBucketAndTheRequest() {
        HttpHandler elsewhere = exchange -> {
            exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-west-1");
            exchange.getResponseHeaders().set("x-amz-request-id", "4442587FB7D0A2F9");
            StandInS3.respond(exchange, 301, "");
        };

        assertRejected(
                elsewhere,
                store -> store.find(LIBRARY, ID),
                "find image " + ID + ": no error code: HeadObject images/ann/" + ID
                        + " (status 301, request id 4442587FB7D0A2F9, the bucket's region is eu-west-1: set AWS_REGION to it)");
    }

    @Test
    void namesOnlyTheStatusIfAGetIsNotRejected() {
        HttpHandler onlyHeads = exchange ->
                StandInS3.respond(exchange, exchange.getRequestMethod().equals("HEAD") ? 403 : 200, "x");

        assertRejected(
                onlyHeads,
                store -> store.find(LIBRARY, ID),
                "find image " + ID + ": no error code: HeadObject images/ann/" + ID + " (status 403)");
    }

    @Test
    void isOneLineWhateverTheStoreSends() {
        String tail = "x".repeat(5000);
        assertThatThrownBy(() -> send(
                        exchange -> StandInS3.respond(
                                exchange,
                                403,
                                "<Error><Code>AccessDenied</Code><Message>a\n2026 ERROR forged" + tail
                                        + "</Message></Error>"),
                        store -> store.list(LIBRARY, ImageCursor.START, 10)))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("a 2026 ERROR forged")
                        .doesNotContain("\n")
                        .hasSizeLessThan(1100));
    }

    @Test
    void namesWhatToCheckForAnUnknownHost() {
        SdkClientException failure = SdkClientException.create(
                "ListObjectsV2: s3.nowhere.test", new UnknownHostException("s3.nowhere.test"));

        assertThat(S3ExceptionTranslator.of("check the bucket", failure))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("check the bucket: the store's host name cannot be resolved; check AWS_REGION, "
                        + "AWS_ENDPOINT_URL_S3 and the DNS: ListObjectsV2: s3.nowhere.test");
    }

    private static void assertRejected(HttpHandler handler, Consumer<ImageStore> call, String message) {
        assertThatThrownBy(() -> send(handler, call))
                .isInstanceOf(StorageException.Refused.class)
                .hasMessage(message);
    }

    private static void send(HttpHandler handler, Consumer<ImageStore> call) {
        try (StandInS3 s3 = new StandInS3(handler)) {
            call.accept(new S3ImageStore(s3.bucket()));
        }
    }
}
