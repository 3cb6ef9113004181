package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.Operation;
import io.tintype.packaged.S3Fault;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests renditions as operators configure them: with libvips, without it, and under more load than they allow. */
class RenditionsIT {

    private static final String TOKEN = Tokens.of("ada");
    private static final Duration SOON = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"off", "libnothing.so.1", "/nowhere/libvips.so.42"})
    void servesEverythingElseWithoutLibvips(String library) {
        try (PackagedApplication application = onDisk("TINTYPE_VIPS_LIBRARY", library)) {
            String id = upload(application, Fixtures.PHOTOGRAPH.bytes());

            thumbnail(application, id)
                    .then()
                    .statusCode(501)
                    .body("type", equalTo("urn:tintype:problem:renditions-unavailable"))
                    .body("detail", containsString("libvips42"));
            Operation.DOWNLOAD.send(request(application), id).then().statusCode(200);
            RestAssured.get(application.managementUri() + "/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body("checks.find { it.name == 'renditions' }.data.available", equalTo(false));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(application.log()).contains("no renditions: there is no libvips"));
        }
    }

    @Test
    void reportsWhichLibvipsMakesRenditions() {
        Libvips.assumeInstalled();
        try (PackagedApplication application = onDisk("TINTYPE_STORAGE", "disk")) {
            String version = version(application);
            assertThat(version).matches("8\\.[0-9]+\\.[0-9]+.*");

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(application.log()).contains("renditions are made by libvips " + version));
            String id = upload(application, Fixtures.PHOTOGRAPH.bytes());
            thumbnail(application, id).then().statusCode(200);
            assertThat(RestAssured.get(application.managementUri() + "/q/metrics")
                            .asString())
                    .contains("tintype_rendition_seconds_count{outcome=\"made\"} 1");
            assertThat(application.log()).doesNotContain("WARN", "ERROR");
        }
    }

    /** While the download of one original stalls, its pixels take up the whole limit. */
    @Test
    void respondsWithRetryAfterWhileOthersAreBeingMade() throws Exception {
        Libvips.assumeInstalled();
        S3Server server = S3Server.shared();
        byte[] large = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(4 * 1024 * 1024));
        try (FaultInjectingProxy proxy = new FaultInjectingProxy(server.endpoint());
                PackagedApplication application = PackagedApplication.start(Settings.with(
                        Settings.onS3(server),
                        "TINTYPE_MAX_RENDITION_PIXELS",
                        "100000",
                        "AWS_ENDPOINT_URL_S3",
                        proxy.endpoint().toString()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String slow = upload(application, large);
            String other = upload(application, Fixtures.PHOTOGRAPH.bytes());
            proxy.injectWhere(head -> head.matches("(?s)GET /[^/]+/images/.*"), S3Fault.STALLED_BODY);
            CompletableFuture<Response> first =
                    CompletableFuture.supplyAsync(() -> thumbnail(application, slow), threads);
            await().atMost(SOON).until(() -> proxy.affected() == 1);

            thumbnail(application, other)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("type", equalTo("urn:tintype:problem:rendition-busy"));

            proxy.repair();
            assertThat(first.join().statusCode()).isIn(200, 503);
            thumbnail(application, other).then().statusCode(200);
        }
    }

    private static String version(PackagedApplication application) {
        return RestAssured.get(application.managementUri() + "/q/health/ready")
                .jsonPath()
                .getString("checks.find { it.name == 'renditions' }.data.libvips");
    }

    private static Response thumbnail(PackagedApplication application, String id) {
        return request(application).get("/images/" + id + "/renditions/thumbnail");
    }

    private static String upload(PackagedApplication application, byte[] image) {
        Response response = request(application)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photo.jpg", image).body())
                .post("/images");
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private static RequestSpecification request(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }

    private static PackagedApplication onDisk(String name, String value) {
        return PackagedApplication.start(Settings.with(Settings.onDisk(), name, value));
    }
}
