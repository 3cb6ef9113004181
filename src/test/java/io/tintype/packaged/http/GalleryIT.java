package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.tintype.packaged.Settings;
import io.tintype.testing.Keys;
import io.tintype.testing.OidcServer;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the files of the gallery. Tests with a browser are in src/test/browser. */
class GalleryIT {

    private static final String ICON = "/static/tintype.svg";

    @Test
    void servesThePageUnderAStrictPolicy() {
        try (PackagedApplication application = start(Map.of())) {
            Response page = send(application, Method.GET, "/");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; ")
                    .doesNotContain("unsafe", "*");
            for (String once : List.of("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")) {
                assertThat(page.headers().getValues(once)).as(once).hasSize(1);
            }
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.headers().getValues("Cache-Control")).containsExactly("no-cache");
            String script = page.asString().replaceAll("(?s).*src=\"\\.(/static/bundle/[^\"]+\\.js)\".*", "$1");
            assertThat(send(application, Method.GET, script).header("Cache-Control"))
                    .contains("immutable");
        }
    }

    @Test
    void respondsLikeTheApiToPathsOutsideThePage() {
        try (PackagedApplication application = start(Map.of())) {
            for (String path : List.of("/", "/sign-in", ICON)) {
                assertProblem(send(application, Method.POST, path), 405);
            }
            for (String path : List.of("/nothing", "/static/bundle/nothing.js", "/development-token")) {
                assertProblem(send(application, Method.GET, path), 404);
            }
            assertProblem(send(application, Method.POST, "/development-token"), 404);
        }
    }

    @Test
    void hasNoPageIfItIsSwitchedOff() {
        try (PackagedApplication application = start(Map.of("TINTYPE_GALLERY", "off"))) {
            for (String path : List.of("/", "/index.html", "/sign-in", ICON)) {
                assertProblem(send(application, Method.GET, path), 404);
            }
        }
    }

    @Test
    void tellsThePageThatUsersEnterATokenWithoutAnIssuer() {
        try (PackagedApplication application = start(Map.of())) {
            Response response = send(application, Method.GET, "/sign-in");

            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(response.asString()).isEmpty();
        }
    }

    /** Endpoints may have other origins than the issuer, as those of Cognito and Okta. */
    @Test
    void tellsThePageWhereUsersSignIn() {
        int port = PackagedApplication.freePort();
        String issuer = OidcServer.issuer(port);
        Map<String, String> settings = Settings.onDisk(Map.of(
                "TINTYPE_OIDC_ISSUER", issuer,
                "TINTYPE_OIDC_CLIENT_ID", "gallery",
                "TINTYPE_OIDC_SCOPE", "openid offline_access",
                "JWT_AUDIENCE", "https://images.example.com"));
        try (PackagedApplication application = PackagedApplication.start(settings)) {
            assertThat(send(application, Method.GET, "/").header("Content-Security-Policy"))
                    .contains("; connect-src 'self' " + issuer + "; ");
            Response down = send(application, Method.GET, "/sign-in");
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.path("type").toString()).isEqualTo("urn:tintype:problem:keys-unavailable");
            assertThat(down.headers().getValues("Cache-Control")).containsExactly("no-store");

            try (OidcServer server = new OidcServer(port, Keys.jwkSet())) {
                server.publish(OidcServer.documentOf(port)
                        .put("token_endpoint", "https://login.example.com:8443/token")
                        .put("revocation_endpoint", "https://api.example.com/revoke"));
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(send(application, Method.GET, "/sign-in")
                                        .statusCode())
                                .isEqualTo(200));
                assertThat(send(application, Method.GET, "/sign-in").jsonPath().<String, Object>getMap(""))
                        .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                                Map.entry("issuer", issuer),
                                Map.entry("document", issuer + "/.well-known/openid-configuration"),
                                Map.entry("clientId", "gallery"),
                                Map.entry("scope", "openid offline_access"),
                                Map.entry("audience", "https://images.example.com"),
                                Map.entry("authorizationEndpoint", issuer + "/authorize"),
                                Map.entry("tokenEndpoint", "https://login.example.com:8443/token"),
                                Map.entry("revocationEndpoint", "https://api.example.com/revoke"),
                                Map.entry("endSessionEndpoint", issuer + "/logout"),
                                Map.entry("namesItself", true)));
                assertThat(send(application, Method.GET, "/").header("Content-Security-Policy"))
                        .contains("; connect-src 'self' " + issuer
                                + " https://api.example.com https://login.example.com:8443; ");
                assertThat(server.requests()).isEqualTo(1);
            }
        }
    }

    private static void assertProblem(Response response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.headers().getValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
        assertThat(response.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().getValues("Cache-Control")).containsExactly("no-store");
    }

    private static Response send(PackagedApplication application, Method method, String path) {
        return RestAssured.given()
                .baseUri(application.baseUri().toString())
                .header("Sec-Fetch-Site", "same-origin")
                .request(method, path);
    }

    private static PackagedApplication start(Map<String, String> more) {
        return PackagedApplication.start(Settings.with(Settings.onDisk(more), "JWT_SECRET", Tokens.SECRET));
    }
}
