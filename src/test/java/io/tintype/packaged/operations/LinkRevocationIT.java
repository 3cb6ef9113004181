package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.security.Key;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two processes with one bucket: links that one creates or revokes, on the other. */
class LinkRevocationIT {

    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(60);
    private static final Duration NEW_WITHIN = Duration.ofSeconds(5);

    private static S3Server server;
    private static PackagedApplication one;
    private static PackagedApplication other;

    @BeforeAll
    static void start() {
        server = S3Server.start();
        Map<String, String> settings = Settings.onS3(server);
        one = PackagedApplication.start(settings);
        other = PackagedApplication.start(settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        server.close();
    }

    @Test
    void revokesOnEveryInstanceWithinAMinute() {
        String token = Tokens.of("ann");
        String id = upload(token);
        String old = link(one, token, id);
        assertThat(open(one, old)).isEqualTo(200);
        assertThat(open(other, old)).isEqualTo(200);

        revoke(one, token);

        assertThat(open(one, old)).isEqualTo(404);
        String renewed = link(one, token, id);
        assertThat(open(one, renewed)).isEqualTo(200);
        await().atMost(NEW_WITHIN)
                .untilAsserted(() -> assertThat(open(other, renewed)).isEqualTo(200));
        assertThat(open(other, old)).isEqualTo(404); // the newer link has made it read the generation
    }

    @Test
    void revokesOnAnInstanceThatSeesNoNewLink() {
        String token = Tokens.of("bob");
        String old = link(one, token, upload(token));
        assertThat(open(other, old)).isEqualTo(200);

        revoke(one, token);

        await().atMost(REVOKED_WITHIN).pollInterval(Duration.ofSeconds(1)).until(() -> open(other, old) == 404);
    }

    @Test
    void agreesAfterConcurrentRevocations() throws Exception {
        String token = Tokens.of("eve");
        String id = upload(token);
        String old = link(one, token, id);
        int greatest = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (PackagedApplication instance : List.of(one, other)) {
                Callable<Integer> call = () -> revoke(instance, token);
                for (Future<Integer> generation : threads.invokeAll(Collections.nCopies(8, call))) {
                    greatest = Math.max(greatest, generation.get());
                }
            }
        }

        assertThat(open(one, old)).isEqualTo(404);
        assertThat(open(other, old)).isEqualTo(404);
        for (PackagedApplication instance : List.of(one, other)) {
            String renewed = link(instance, token, id);
            assertThat(open(instance, renewed)).isEqualTo(200);
        }
        assertThat(revoke(one, token)).isEqualTo(greatest + 1);
    }

    @Test
    void respondsWith503WhileTheGenerationCannotBeRead() {
        S3Server lost = S3Server.start();
        try (PackagedApplication application = PackagedApplication.start(Settings.onS3(lost))) {
            String token = Tokens.of("ann");
            String id = upload(application, token);
            String link = link(application, token, id);
            String forged = link.substring(0, link.length() - 6) + "AAAAAA";
            lost.close();

            String ofOther = link.replaceFirst("/links/.*", "/links/" + otherLibrary(id));
            var response = Contract.given(application.baseUri(), null).get(ofOther);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isNotBlank();
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
            assertThat(open(application, forged)).isEqualTo(404); // needs no store
        }
    }

    /** Returns a link of a library whose generation the application has not read. */
    private static String otherLibrary(String id) {
        return Tokens.signWithHeader(
                LINK_KEY,
                "{\"alg\":\"HS256\",\"typ\":\"link+jwt\"}",
                "{\"aud\":\"tintype:link\",\"sub\":\"zoe\",\"image\":\"" + id + "\",\"exp\":4000000000}");
    }

    /** The key that is derived from {@link Tokens#SECRET}, computed by Python's hmac. */
    private static final Key LINK_KEY =
            new HmacKey(HexFormat.of().parseHex("f9ab58e3dc96acd2d713d3aebc38be5cd09ed6d69e5bec416cf6629986137492"));

    private static String upload(String token) {
        return upload(one, token);
    }

    private static String upload(PackagedApplication instance, String token) {
        var uploaded = Contract.given(instance.baseUri(), token)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("a.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                .post("/images");
        assertThat(uploaded.statusCode()).isEqualTo(201);
        return Json.of(uploaded).path("id").asText();
    }

    private static String link(PackagedApplication instance, String token, String id) {
        var created = Contract.given(instance.baseUri(), token).post("/images/" + id + "/links?variant=original");
        assertThat(created.statusCode()).isEqualTo(201);
        return Json.of(created).path("url").asText();
    }

    private static int revoke(PackagedApplication instance, String token) {
        var revoked = Contract.given(instance.baseUri(), token).delete("/links");
        assertThat(revoked.statusCode()).isEqualTo(200);
        return Json.of(revoked).path("generation").asInt();
    }

    private static int open(PackagedApplication instance, String link) {
        return Contract.given(instance.baseUri(), null).get(link).statusCode();
    }
}
