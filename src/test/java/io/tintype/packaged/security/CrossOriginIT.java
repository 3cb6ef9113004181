package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tintype.packaged.Settings;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pages of other origins are rejected, except for the configured ones. */
class CrossOriginIT {

    private static final String FRIEND = "https://gallery.test";
    private static final String REQUEST_HEADERS =
            "authorization,content-type,traceparent,tracestate,tus-resumable,upload-checksum,upload-complete,upload-length,"
                    + "upload-metadata,upload-offset";

    @Test
    void rejectsAllOriginsByDefault() {
        try (PackagedApplication application = start(Map.of())) {
            assertThat(preflight(application, FRIEND).header("Access-Control-Allow-Origin"))
                    .isNull();
            Response response = get(application, FRIEND);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.header("Access-Control-Allow-Origin")).isNull();
            assertThat(response.header("Vary")).isNull();
        }
    }

    @Test
    void acceptsConfiguredOrigins() {
        Map<String, String> settings = Map.of("QUARKUS_HTTP_CORS_ENABLED", "true", "QUARKUS_HTTP_CORS_ORIGINS", FRIEND);
        try (PackagedApplication application = start(settings)) {
            Response response = preflight(application, FRIEND);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
            assertThat(response.header("Access-Control-Allow-Headers")).containsIgnoringCase("authorization");
            assertThat(get(application, FRIEND).header("Access-Control-Allow-Origin"))
                    .isEqualTo(FRIEND);
            assertThat(get(application, FRIEND).header("Access-Control-Expose-Headers"))
                    .contains("ETag");
            acceptsResumableUploads(application);

            // Also without an Origin, or a cache would return that response to pages of allowed origins.
            assertThat(get(application, FRIEND).header("Vary")).isEqualTo("Origin");
            assertThat(get(application, "").header("Vary")).isEqualTo("Origin");

            for (String other : new String[] {"https://evil.test", FRIEND + ".evil.test", "null"}) {
                assertThat(preflight(application, other).header("Access-Control-Allow-Origin"))
                        .as(other)
                        .isNull();
                assertThat(get(application, other).header("Access-Control-Allow-Origin"))
                        .as(other)
                        .isNull();
            }
        }
    }

    /** What tus-js-client, Uppy and clients of the IETF's protocol send and read. */
    private static void acceptsResumableUploads(PackagedApplication application) {
        for (String method : new String[] {"POST", "HEAD", "PATCH", "DELETE"}) {
            Response preflight = RestAssured.given()
                    .baseUri(application.baseUri().toString())
                    .port(application.port())
                    .header("Origin", FRIEND)
                    .header("Access-Control-Request-Method", method)
                    .header("Access-Control-Request-Headers", REQUEST_HEADERS)
                    .options("/uploads/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");
            assertThat(preflight.header("Access-Control-Allow-Methods")).contains(method);
            assertThat(preflight.header("Access-Control-Allow-Headers").split(","))
                    .containsExactlyInAnyOrder(REQUEST_HEADERS.split(","));
            assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("3600");
        }
        Response created = RestAssured.given()
                .baseUri(application.baseUri().toString())
                .port(application.port())
                .header("Origin", FRIEND)
                .header("Authorization", "Bearer " + Tokens.of("ann"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", "1000")
                .post("/uploads");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(created.header("Access-Control-Expose-Headers").split(","))
                .contains(
                        "Location",
                        "Tus-Resumable",
                        "Upload-Complete",
                        "Upload-Expires",
                        "Upload-Length",
                        "Upload-Limit")
                .contains(
                        "RateLimit", "RateLimit-Policy", "Upload-Offset", "Repr-Digest", "Retry-After", "X-Request-Id");
    }

    /** Otherwise the page sees a failure of the network in place of the response, and tries again. */
    @Test
    void acceptsResponsesToResumableUploads() {
        Map<String, String> settings = Map.of("QUARKUS_HTTP_CORS_ENABLED", "true", "QUARKUS_HTTP_CORS_ORIGINS", FRIEND);
        try (PackagedApplication application = start(settings)) {
            for (String version : new String[] {"1.0.0", "0.2.2"}) {
                Response response = RestAssured.given()
                        .baseUri(application.baseUri().toString())
                        .port(application.port())
                        .header("Origin", FRIEND)
                        .header("Authorization", "Bearer " + Tokens.of("ann"))
                        .header("Tus-Resumable", version)
                        .header("Upload-Length", 5)
                        .post("/uploads");
                assertThat(response.statusCode()).isEqualTo(version.equals("1.0.0") ? 201 : 412);
                assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
                assertThat(response.header("Tus-Resumable")).isEqualTo("1.0.0");
            }
        }
    }

    private static Response preflight(PackagedApplication application, String origin) {
        return RestAssured.given()
                .baseUri(application.baseUri().toString())
                .port(application.port())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .options("/images");
    }

    private static Response get(PackagedApplication application, String origin) {
        return RestAssured.given()
                .baseUri(application.baseUri().toString())
                .port(application.port())
                .headers(origin.isEmpty() ? Map.of() : Map.of("Origin", origin))
                .header("Authorization", "Bearer " + Tokens.of("ann"))
                .get("/images");
    }

    private static PackagedApplication start(Map<String, String> more) {
        return PackagedApplication.start(Settings.with(Settings.onDisk(more), "JWT_SECRET", Tokens.SECRET));
    }
}
