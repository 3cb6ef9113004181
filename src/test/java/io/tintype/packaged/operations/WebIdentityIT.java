package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests credentials of a pod's role (IRSA): STS exchanges a token in a file for keys, which are not in the environment. */
class WebIdentityIT {

    private static final String ANSWER = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>%s</AccessKeyId>
                  <SecretAccessKey>%s</SecretAccessKey>
                  <SessionToken>session</SessionToken>
                  <Expiration>%s</Expiration>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;

    private final AtomicReference<String> requestBody = new AtomicReference<>("");

    @Test
    void worksWithTheRoleOfAPod(@TempDir Path folder) throws IOException {
        S3Server store = S3Server.shared();
        Path webIdentity = Files.writeString(folder.resolve("token"), "the-pods-token");
        HttpServer sts = sts(store);
        Map<String, String> environment = Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "BUCKET_NAME",
                store.createBucket(),
                "AWS_REGION",
                "eu-central-1",
                "AWS_ENDPOINT_URL_S3",
                store.endpoint().toString(),
                "AWS_ENDPOINT_URL_STS",
                "http://127.0.0.1:" + sts.getAddress().getPort(),
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/tintype",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                webIdentity.toString());

        try (PackagedApplication application = PackagedApplication.start(environment)) {
            Contract.given(application.baseUri(), Tokens.of("somebody"))
                    .contentType(Form.CONTENT_TYPE)
                    .body(Form.of("photo.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                    .post("/images")
                    .then()
                    .statusCode(201);
        } finally {
            sts.stop(0);
        }

        assertThat(requestBody.get()).contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=the-pods-token");
    }

    private HttpServer sts(S3Server store) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requestBody.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Instant expiration = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
            respond(exchange, ANSWER.formatted(store.accessKey(), store.secretKey(), expiration));
        });
        server.start();
        return server;
    }

    private static void respond(HttpExchange exchange, String xml) throws IOException {
        byte[] body = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
