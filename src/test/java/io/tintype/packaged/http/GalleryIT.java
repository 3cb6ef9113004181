package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.tintype.packaged.Settings;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
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
            for (String path : List.of("/", ICON)) {
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
            for (String path : List.of("/", "/index.html", ICON)) {
                assertProblem(send(application, Method.GET, path), 404);
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
