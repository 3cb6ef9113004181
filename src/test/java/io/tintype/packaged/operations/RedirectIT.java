package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Command;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests downloads from the store, which verifies the signatures of the URLs. */
class RedirectIT {

    private static final HttpClient STORE_CLIENT = HttpClient.newHttpClient();
    private static final byte[] PHOTOGRAPH = Fixtures.PHOTOGRAPH.bytes();
    private static PackagedApplication application;
    private static String id;

    @BeforeAll
    static void uploadAnImage() {
        application = PackagedApplication.start(
                Settings.with(Settings.onS3(S3Server.shared()), "TINTYPE_DOWNLOADS", "redirect"));
        Response uploaded = request()
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("Straße \"am\" Meer.jpg", PHOTOGRAPH).body())
                .post("/images");
        id = Json.of(uploaded).path("id").asText();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void leadsToTheBytesWithTheirNameAndType() throws Exception {
        Response redirect = request().get("/images/" + id);
        HttpResponse<byte[]> image = follow(redirect);

        redirect.then().statusCode(307).header("Cache-Control", "private, max-age=240");
        assertThat(redirect.header("Location")).contains("X-Amz-Expires=300").doesNotContain(token());
        assertThat(image.statusCode()).isEqualTo(200);
        assertThat(image.body()).isEqualTo(PHOTOGRAPH);
        assertThat(header(image, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(header(image, "Content-Disposition"))
                .isEqualTo(
                        "attachment; filename=\"Stra_e _am_ Meer.jpg\"; filename*=UTF-8''Stra%C3%9Fe%20%22am%22%20Meer.jpg");
        assertThat(header(image, "Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    }

    @Test
    void leavesRangesToTheStore() throws Exception {
        HttpResponse<byte[]> part =
                follow(request().header("Range", "bytes=10-19").get("/images/" + id), "Range", "bytes=10-19");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(PHOTOGRAPH, 10, 20));
    }

    @Test
    void evaluatesConditionsAndExistenceItself() {
        String tag = request().head("/images/" + id).header("ETag");

        request().header("If-None-Match", tag).get("/images/" + id).then().statusCode(304);
        request().header("If-Match", "\"other\"").get("/images/" + id).then().statusCode(412);
        request().get("/images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10").then().statusCode(404);
        Contract.given(application.baseUri(), null).get("/images/" + id).then().statusCode(401);
        request()
                .head("/images/" + id)
                .then()
                .statusCode(200)
                .header("Content-Length", Integer.toString(PHOTOGRAPH.length));
    }

    @Test
    void signsEverythingThatTheUrlSays() throws Exception {
        String url = request().get("/images/" + id).header("Location");

        for (String bent : List.of(
                url.replace("image%2Fjpeg", "text%2Fhtml"),
                url.replace("attachment", "inline"),
                url.replace("X-Amz-Expires=300", "X-Amz-Expires=600"),
                url.replace(id, "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10"),
                url.replace("immutable", "no-store"))) {
            assertThat(bent).isNotEqualTo(url);
            assertThat(get(bent).statusCode()).as(bent).isEqualTo(403);
        }
    }

    @Test
    void redirectsLinksToOriginalsUntilTheyExpire() throws Exception {
        String link = link("?variant=original&expiresIn=PT2M");

        for (String url : List.of(link, link + "/harbour.jpg")) {
            Response redirect = open(url);
            redirect.then().statusCode(307).header("Cross-Origin-Resource-Policy", "cross-origin");
            HttpResponse<byte[]> image = follow(redirect);
            assertThat(image.body()).isEqualTo(PHOTOGRAPH);
            assertThat(header(image, "Content-Disposition")).startsWith("inline; ");
            assertThat(header(image, "Cache-Control")).matches("public, max-age=1[0-9]{2}, immutable");
            assertThat(Integer.parseInt(redirect.header("Location").replaceFirst(".*X-Amz-Expires=([0-9]+).*", "$1")))
                    .isBetween(100, 135);
            assertThat(redirect.header("Cache-Control")).matches("public, max-age=[0-9]{2}");
        }
    }

    @Test
    void requiresAStoreThatCan() throws IOException {
        assertThat(Command.run(Settings.onDisk(Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_DOWNLOADS", "redirect")))
                        .err())
                .contains("TINTYPE_DOWNLOADS is redirect, which requires an S3 store.");
        assertThat(Command.run(Settings.onDisk(Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_DOWNLOADS", "yes")))
                        .err())
                .contains("TINTYPE_DOWNLOADS is 'yes'. Set it to stream or to redirect.");
    }

    private static String token() {
        return Tokens.of("redirected");
    }

    private static RequestSpecification request() {
        return Contract.given(application.baseUri(), token()).redirects().follow(false);
    }

    private static Response open(String url) {
        return Contract.given(application.baseUri(), null)
                .redirects()
                .follow(false)
                .get(url);
    }

    private static String link(String query) {
        return Json.of(request().post("/images/" + id + "/links" + query))
                .path("url")
                .asText();
    }

    private static HttpResponse<byte[]> follow(Response redirect, String... headers) throws Exception {
        return get(redirect.header("Location"), headers);
    }

    private static HttpResponse<byte[]> get(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        return STORE_CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
