package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The S3 server verifies signatures in the tests that use it; these check the rest. */
class S3SignerTest {

    private static final AwsCredentials KEYS = AwsBasicCredentials.create("key", "secret");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Test
    void addressesABucketOfAwsByItsHost() {
        SdkHttpRequest request = sign(aws(KEYS), "images", S3Request.head("images/ann/1", Map.of()));

        assertThat(request.getUri()).isEqualTo(URI.create("https://images.s3.eu-central-1.amazonaws.com/images/ann/1"));
    }

    @Test
    void addressesABucketOfAnotherStoreByItsPath() {
        S3ClientBuilder other =
                aws(KEYS).endpointOverride(URI.create("http://127.0.0.1:8333")).forcePathStyle(true);

        SdkHttpRequest request = sign(other, "images", S3Request.list("catalog/ann/", "", "", 10));

        assertThat(request.getUri())
                .hasHost("127.0.0.1")
                .hasPort(8333)
                .hasPath("/images")
                .hasParameter("prefix", "catalog/ann/")
                .hasParameter("max-keys", "10");
    }

    @Test
    void addressesABucketOfAStoreBelowAPath() {
        S3ClientBuilder other = aws(KEYS)
                .endpointOverride(URI.create("http://127.0.0.1:8333/storage/v1/s3"))
                .forcePathStyle(true);

        assertThat(sign(other, "images", S3Request.headBucket()).encodedPath()).isEqualTo("/storage/v1/s3/images");
        assertThat(sign(other, "images", S3Request.head("k", Map.of())).encodedPath())
                .isEqualTo("/storage/v1/s3/images/k");
    }

    @Test
    void addressesABucketOfAwsByTheRootOfItsHost() {
        assertThat(sign(aws(KEYS), "images", S3Request.headBucket()).encodedPath())
                .isEqualTo("/");
    }

    @Test
    void addressesAnAccessPointByItsHost() {
        String accessPoint = "arn:aws:s3:eu-central-1:123456789012:accesspoint/images";

        assertThat(sign(aws(KEYS), accessPoint, S3Request.head("images/ann/1", Map.of()))
                        .getUri())
                .isEqualTo(URI.create(
                        "https://images-123456789012.s3-accesspoint.eu-central-1.amazonaws.com/images/ann/1"));
    }

    @Test
    void escapesWhatAKeyHasBesidesLettersAndSlashes() {
        SdkHttpRequest request = sign(aws(KEYS), "images", S3Request.head("images/a b/ü%?.jpg", Map.of()));

        assertThat(request.encodedPath()).isEqualTo("/images/a%20b/%C3%BC%25%3F.jpg");
    }

    @Test
    void signsABodyByTheChecksumThatIsKnown() {
        String sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        S3RequestBody body = new S3RequestBody(Path.of("is-not-read"), 3, sha256);

        SdkHttpRequest request =
                sign(aws(KEYS), "images", S3Request.put("k", Map.of("Content-Type", "image/png"), body));

        assertThat(request.firstMatchingHeader("x-amz-content-sha256")).contains(sha256);
        assertThat(request.firstMatchingHeader("x-amz-checksum-sha256"))
                .contains("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        assertThat(request.firstMatchingHeader("Authorization").orElseThrow())
                .contains("SignedHeaders=content-type;host;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date");
    }

    @Test
    void sendsTheTokenOfARole() {
        SdkHttpRequest request = sign(
                aws(AwsSessionCredentials.create("key", "secret", "session")), "images", S3Request.head("k", Map.of()));

        assertThat(request.firstMatchingHeader("X-Amz-Security-Token")).contains("session");
    }

    @Test
    void signsByTheClockOfS3OnceItIsKnown() {
        Instant theirs = Instant.now().plus(Duration.ofHours(3));
        try (S3Client client = aws(KEYS).build()) {
            S3Signer signer = new S3Signer(client, "images");

            signer.adjustClock(SdkHttpResponse.builder()
                    .statusCode(403)
                    .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atZone(ZoneOffset.UTC)))
                    .build());

            SdkHttpRequest request = signer.sign(S3Request.head("k", Map.of()));
            Instant signed =
                    AMZ_DATE.parse(request.firstMatchingHeader("X-Amz-Date").orElseThrow(), Instant::from);
            assertThat(signed).isBetween(theirs.minusSeconds(2), theirs.plusSeconds(60));
        }
    }

    private static SdkHttpRequest sign(S3ClientBuilder settings, String bucket, S3Request call) {
        try (S3Client client = settings.build()) {
            return new S3Signer(client, bucket).sign(call);
        }
    }

    private static S3ClientBuilder aws(AwsCredentials credentials) {
        return S3Client.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials));
    }
}
