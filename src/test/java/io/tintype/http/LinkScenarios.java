package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links: images that open without a bearer token, on every store and every build. */
interface LinkScenarios {

    @Test
    default void opensThePictureOfALinkWithoutAToken() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());
        String url = link(caller, id, "");

        Response picture = Contract.given(null).accept("image/webp").get(url);
        Response small = Contract.given(null).get(url + "/harbour.jpg?width=64&format=jpeg");

        picture.then()
                .statusCode(200)
                .header("Content-Type", "image/webp")
                .header("Content-Disposition", equalTo("inline"))
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .header("Vary", "Accept")
                .header("X-Content-Type-Options", "nosniff");
        assertThat(maxAge(picture)).isBetween(3500L, 4100L);
        small.then().statusCode(200).header("Content-Type", "image/jpeg").header("Vary", nullValue());
        Contract.given(null)
                .header("If-None-Match", small.header("ETag"))
                .get(url + "?width=64&format=jpeg")
                .then()
                .statusCode(304);
    }

    @Test
    default void opensTheOriginalOnlyIfTheLinkSaysSo() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        String id = caller.uploadedId("harbour.jpg", bytes);
        String original = link(caller, id, "variant=original&disposition=attachment&fileName=Stra%C3%9Fe.jpg");
        String all = link(caller, id, "variant=all");

        Response download = Contract.given(null).get(original);
        download.then()
                .statusCode(200)
                .header("Content-Type", "image/jpeg")
                .header("Content-Disposition", "attachment; filename=\"Stra_e.jpg\"; filename*=UTF-8''Stra%C3%9Fe.jpg");
        assertThat(download.asByteArray()).isEqualTo(bytes);
        Response range = Contract.given(null).header("Range", "bytes=0-9").get(original);
        range.then().statusCode(206).header("Content-Range", "bytes 0-9/" + bytes.length);
        Response named = Contract.given(null).header("Range", "bytes=10-19").get(original + "/harbour.jpg");
        named.then().statusCode(206);
        assertThat(named.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
        Contract.given(null)
                .header("If-None-Match", download.header("ETag"))
                .get(original + "/harbour.jpg")
                .then()
                .statusCode(304);
        assertThat(Contract.given(null).get(all).asByteArray()).isEqualTo(bytes);
        assertThat(Contract.given(null).get(all + "?width=64&format=png").header("Content-Type"))
                .isEqualTo("image/png");
        assertThat(new String(
                        Contract.given(null).get(link(caller, id, "")).asByteArray(), StandardCharsets.ISO_8859_1))
                .doesNotContain("Exif", "http://ns.adobe.com");
    }

    @Test
    default void createsEqualLinksForEqualRequests() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());

        assertThat(link(caller, id, "expiresIn=P7D")).isEqualTo(link(caller, id, "expiresIn=P7D&variant=picture"));
        assertThat(link(caller, id, "expiresIn=P7D")).isNotEqualTo(link(caller, id, "expiresIn=P6D"));
        Instant end = Instant.parse(
                Json.of(create(caller, id, "expiresIn=PT8H")).path("expiresAt").asText());
        assertThat(end)
                .isBetween(
                        Instant.now().plus(Duration.ofHours(8)).minusSeconds(60),
                        Instant.now().plus(Duration.ofHours(9)));
    }

    @Test
    default void staysWithin2000CharactersWithLongNames() {
        Account caller = new Account("é".repeat(100) + UUID.randomUUID());
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());

        assertThat(link(caller, id, "variant=original&disposition=attachment&fileName=" + "x".repeat(255)))
                .hasSizeLessThan(2000);
    }

    @Test
    default void expires() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());
        String url = link(caller, id, "expiresIn=PT1S&variant=original");

        await().until(() -> Contract.given(null).get(url).statusCode() == 410);
        Contract.given(null)
                .get(url)
                .then()
                .body("type", equalTo(PROBLEM + "link-expired"))
                .header("Cache-Control", "no-store");
    }

    @Test
    default void opensNoLinkThatIsRevokedForgedOrOfADeletedImage() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());
        String deletedId = caller.uploadedId("other.jpg", Fixtures.PHOTOGRAPH.bytes());
        String revoked = link(caller, id, "variant=original");
        Contract.given(null).get(revoked).then().statusCode(200);

        caller.request().delete("/links").then().statusCode(200).body("generation", equalTo(1));
        String deleted = link(caller, deletedId, "variant=original");
        Contract.given(null).get(deleted).then().statusCode(200);
        caller.request().delete("/images/" + deletedId).then().statusCode(204);

        String forged = revoked.substring(0, revoked.length() - 2) + "AA";
        byte[] body = Contract.given(null).get(forged).asByteArray();
        for (String url : new String[] {revoked, deleted, forged, "/links/a", "/links/a/b.jpg"}) {
            Response response = Contract.given(null).get(url);
            response.then()
                    .statusCode(404)
                    .body("type", equalTo(PROBLEM + "link-not-found"))
                    .header("Cache-Control", "no-store");
            assertThat(response.asByteArray()).isEqualTo(body);
        }
        Contract.given(null).get(link(caller, id, "variant=original")).then().statusCode(200);
    }

    @Test
    default void acceptsNoLinkAsABearerTokenAndNoBearerTokenAsALink() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());
        String token = link(caller, id, "variant=original").replaceFirst(".*/links/", "");

        Contract.given(token).get("/images").then().statusCode(401);
        Contract.given(null).get("/links/" + Tokens.of(caller.subject())).then().statusCode(404);
    }

    @Test
    default void createsNoLinkToAnImageOfAnotherLibrary() {
        String id = Account.fresh().uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());

        create(Account.fresh(), id, "").then().statusCode(404).body("type", equalTo(PROBLEM + "image-not-found"));
    }

    @ParameterizedTest
    @CsvSource({
        "expiresIn=P8D, expiresIn",
        "expiresIn=PT0S, expiresIn",
        "expiresIn=-PT1H, expiresIn",
        "expiresIn=1h, expiresIn",
        "expiresIn=unlimited, expiresIn",
        "variant=raw, variant",
        "disposition=form-data, disposition",
        "fileName=a%0Ab, fileName"
    })
    default void namesInvalidParametersOfALink(String query, String parameter) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());

        create(caller, id, query).then().statusCode(400).body("violations.parameter", contains(parameter));
    }

    @Test
    default void addsLinksToListsAndDescriptions() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String first = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());
        caller.uploadedId("b.jpg", Fixtures.PHOTOGRAPH.bytes());

        JsonNode page = Json.of(caller.request().get("/images?link=PT1H"));
        JsonNode described = Json.of(caller.request().get("/images/" + first + "/metadata?link=PT1H"));

        assertThat(page.path("images")).hasSize(2).allSatisfy(image -> {
            Response picture =
                    Contract.given(null).get(image.path("link").path("url").asText() + "?width=64&format=png");
            assertThat(picture.contentType()).isEqualTo("image/png");
            assertThat(Instant.parse(image.path("link").path("expiresAt").asText()))
                    .isAfter(Instant.now());
        });
        assertThat(described.path("link")).isEqualTo(page.path("images").path(1).path("link"));
        assertThat(Json.of(caller.request().get("/images?link="))
                        .path("images")
                        .path(0)
                        .has("link"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/images", "/images/{id}/metadata"})
    default void namesAnInvalidLifetimeOfListedLinks(String path) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request()
                .get(path.replace("{id}", id) + "?link=1h")
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("link"));
    }

    @Test
    default void requiresTheScopeToShare() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());
        String reader = Tokens.of(caller.subject(), "images:read images:write images:delete");

        for (Response response : List.of(
                Contract.given(reader).get("/images?link=PT1H"),
                Contract.given(reader).get("/images/" + id + "/metadata?link=PT1H"),
                Contract.given(reader).post("/images/" + id + "/links"),
                Contract.given(reader).delete("/links"))) {
            response.then()
                    .statusCode(403)
                    .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"images:share\"");
        }
        Contract.given(Tokens.of(caller.subject(), "images:share"))
                .post("/images/" + id + "/links")
                .then()
                .statusCode(201);
    }

    @Test
    default void respondsToHeadOfALinkWithTheHeadersOfGet() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());

        for (String url : List.of(
                link(caller, id, "") + "?width=64&format=webp",
                link(caller, id, "") + "/a.webp?width=64&format=webp",
                link(caller, id, "variant=original"),
                link(caller, id, "variant=original&disposition=attachment") + "/a.jpg")) {
            Response whole = Contract.given(null).get(url);
            Response head = Contract.given(null).head(url);
            for (String header : List.of(
                    "Content-Length", "Content-Type", "Content-Disposition", "ETag", "Cross-Origin-Resource-Policy")) {
                assertThat(head.header(header))
                        .as(header + " of " + url)
                        .isNotNull()
                        .isEqualTo(whole.header(header));
            }
            Contract.given(null)
                    .header("If-None-Match", whole.header("ETag"))
                    .head(url)
                    .then()
                    .statusCode(304);
        }
    }

    @Test
    default void savesUnderTheNameOfTheImageAndOfTheFormat() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("harbour.jpg", Fixtures.PHOTOGRAPH.bytes());

        Contract.given(null)
                .get(link(caller, id, "disposition=attachment") + "?width=64&format=webp")
                .then()
                .header("Content-Disposition", "attachment; filename=\"harbour.webp\"; filename*=UTF-8''harbour.webp");
    }

    private static Response create(Account caller, String id, String query) {
        return caller.request().post("/images/" + id + "/links" + (query.isEmpty() ? "" : "?" + query));
    }

    private static String link(Account caller, String id, String query) {
        Response created = create(caller, id, query);
        created.then().statusCode(201);
        String url = Json.of(created).path("url").asText();
        assertThat(created.header("Location")).endsWith(url);
        return url;
    }

    private static long maxAge(Response response) {
        return Long.parseLong(
                response.header("Cache-Control").replaceFirst("public, max-age=([0-9]+), immutable", "$1"));
    }
}
