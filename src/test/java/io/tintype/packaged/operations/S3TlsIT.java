package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.ServerKey;
import io.tintype.testing.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a store that, like S3, is reached by https and by its name. Its certificate is self-signed. */
class S3TlsIT {

    @TempDir
    static Path folder;

    private static ServerKey key;
    private static S3Server server;

    @BeforeAll
    static void serve() throws Exception {
        key = ServerKey.in(folder);
        server = S3Server.start(key);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void uploadsAndDownloadsImages() {
        byte[] image = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(3_000_000));
        try (PackagedApplication application = PackagedApplication.start(
                environment(),
                List.of(
                        "-Djavax.net.ssl.trustStore=" + key.file(),
                        "-Djavax.net.ssl.trustStorePassword=" + ServerKey.PASSWORD))) {
            String location = upload(application, image).header("Location");

            byte[] downloaded = Contract.given(application.baseUri(), Tokens.of("ann"))
                    .get(location)
                    .asByteArray();

            assertThat(downloaded).isEqualTo(image);
        }
    }

    @Test
    void sendsNothingToAStoreThatItDoesNotTrust() {
        try (PackagedApplication application = PackagedApplication.start(environment())) {
            Response answer = upload(application, Fixtures.PHOTOGRAPH.bytes());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(RestAssured.get(application.managementUri() + "/q/health/ready")
                            .statusCode())
                    .isEqualTo(503);
            assertThat(application.log()).contains("unable to find valid certification path");
        }
    }

    private static Response upload(PackagedApplication application, byte[] image) {
        return Contract.given(application.baseUri(), Tokens.of("ann"))
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photo.jpg", image).body())
                .post("/images");
    }

    private static Map<String, String> environment() {
        return Settings.with(
                Settings.onS3(server),
                "AWS_ENDPOINT_URL_S3",
                server.secureEndpoint().toString());
    }
}
