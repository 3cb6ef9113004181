package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the sources of credentials, region and address with a stand-in for STS and S3. */
class S3CredentialsIT {

    private static final String ROLE = "arn:aws:iam::123456789012:role/images";

    /**
     * The credentials that sign a request to S3.
     *
     * @param token the session's, or null
     */
    private record Signed(String authorization, String token) {}

    private final List<Signed> toS3 = new CopyOnWriteArrayList<>();
    private final List<Signed> toSts = new CopyOnWriteArrayList<>();
    private final List<String> assumed = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::respond);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void signsByTheRoleOfAProfileForItsRegion() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile base]
                aws_access_key_id = AKIABASE
                aws_secret_access_key = base-secret

                [profile images]
                role_arn = %s
                source_profile = base
                region = eu-north-1
                """.formatted(ROLE));

        start(Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "BUCKET_NAME",
                "images",
                "AWS_PROFILE",
                "images",
                "AWS_CONFIG_FILE",
                config.toString(),
                "AWS_ENDPOINT_URL_STS",
                endpoint("http"),
                "AWS_ENDPOINT_URL",
                endpoint("http")));

        assertThat(assumed).first().asString().contains("Action=AssumeRole", "RoleArn=" + ROLE);
        assertThat(toSts)
                .first()
                .satisfies(request ->
                        assertThat(request.authorization()).contains("Credential=AKIABASE/", "/sts/aws4_request"));
        assertThat(toS3).isNotEmpty().allSatisfy(request -> {
            assertThat(request.authorization()).contains("Credential=ASIAROLE/", "/eu-north-1/s3/aws4_request");
            assertThat(request.authorization()).contains("x-amz-security-token");
            assertThat(request.token()).isEqualTo("session-of-the-role");
        });
    }

    @Test
    void signsByASessionForTheDefaultRegion() {
        start(Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "BUCKET_NAME",
                "images",
                "AWS_ACCESS_KEY_ID",
                "ASIASESSION",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "AWS_SESSION_TOKEN",
                "token-of-the-session",
                "AWS_DEFAULT_REGION",
                "ap-southeast-2",
                "AWS_ENDPOINT_URL_S3",
                endpoint("HTTP")));

        assertThat(toS3).isNotEmpty().allSatisfy(request -> {
            assertThat(request.authorization()).contains("Credential=ASIASESSION/", "/ap-southeast-2/s3/aws4_request");
            assertThat(request.token()).isEqualTo("token-of-the-session");
        });
    }

    /** Until it serves, and so has verified that the store supports conditional writes. */
    private static void start(Map<String, String> environment) {
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            assertThat(application.log()).doesNotContain("WARN", "ERROR");
        }
    }

    private String endpoint(String scheme) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Signed signed = new Signed(
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("x-amz-security-token"));
            if (!exchange.getRequestMethod().equals("POST")) {
                toS3.add(signed);
                exchange.sendResponseHeaders(412, -1);
                return;
            }
            toSts.add(signed);
            assumed.add(URLDecoder.decode(body, StandardCharsets.UTF_8));
            byte[] credentials = assumedRole().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, credentials.length);
            exchange.getResponseBody().write(credentials);
        }
    }

    private static String assumedRole() {
        return """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleResult>
                    <AssumedRoleUser>
                      <AssumedRoleId>AROA:session</AssumedRoleId>
                      <Arn>arn:aws:sts::123456789012:assumed-role/images/session</Arn>
                    </AssumedRoleUser>
                    <Credentials>
                      <AccessKeyId>ASIAROLE</AccessKeyId>
                      <SecretAccessKey>role-secret</SecretAccessKey>
                      <SessionToken>session-of-the-role</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                  </AssumeRoleResult>
                  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
                </AssumeRoleResponse>
                """.formatted(Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    }
}
