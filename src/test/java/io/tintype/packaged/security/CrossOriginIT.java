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
        Map<String, String> settings = Map.of(
                "QUARKUS_HTTP_CORS_ENABLED", "true",
                "QUARKUS_HTTP_CORS_ORIGINS", FRIEND,
                "QUARKUS_HTTP_CORS_EXPOSED_HEADERS", "ETag,Location,X-Request-Id");
        try (PackagedApplication application = start(settings)) {
            Response response = preflight(application, FRIEND);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
            assertThat(response.header("Access-Control-Allow-Headers")).containsIgnoringCase("authorization");
            assertThat(get(application, FRIEND).header("Access-Control-Allow-Origin"))
                    .isEqualTo(FRIEND);
            assertThat(get(application, FRIEND).header("Access-Control-Expose-Headers"))
                    .contains("ETag");

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
