package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.Tokens;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests links that do not open, and unusual requests to links that do, on every store and every build. */
interface LinkRefusalScenarios {

    /** A stranger cannot distinguish links that were valid from others, by the body or by a header. */
    @Test
    default void respondsAlikeToForgedRevokedAndDeleted() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());
        String deletedId = caller.uploadedId("b.jpg", Fixtures.PHOTOGRAPH.bytes());
        String revoked = link(caller, id, "variant=all");
        caller.request().delete("/links").then().statusCode(200);
        String deleted = link(caller, deletedId, "variant=all");
        caller.request().delete("/images/" + deletedId).then().statusCode(204);
        String valid = link(caller, id, "variant=all");
        String forged = valid.substring(0, valid.length() - 6) + "AAAAAA";
        String unsigned = valid.substring(0, valid.lastIndexOf('.') + 1);
        String bearer = "/links/" + Tokens.of(caller.subject());

        Response expected = Contract.given(null).get(forged);
        for (String url : List.of(revoked, deleted, unsigned, bearer, forged + "/a.jpg", "/links/a", revoked + "/")) {
            for (String query : List.of("", "?width=64&format=png", "?preset=thumbnail")) {
                Response response = Contract.given(null).get(url + query);
                assertThat(response.statusCode()).as(url + query).isEqualTo(404);
                assertThat(response.asByteArray()).as(url + query).isEqualTo(expected.asByteArray());
                assertThat(withoutId(response)).as(url + query).isEqualTo(withoutId(expected));
                Response head = Contract.given(null).head(url + query);
                assertThat(head.statusCode()).as(url + query).isEqualTo(404);
                assertThat(head.asByteArray()).isEmpty();
            }
        }
    }

    private static List<String> withoutId(Response response) {
        Headers headers = response.headers();
        return headers.asList().stream()
                .filter(header -> !header.hasSameNameAs(new Header("X-Request-Id", "")))
                .map(Header::toString)
                .toList();
    }

    /** A page may send its expired token, or that of another service, with every request. */
    @ParameterizedTest
    @ValueSource(strings = {"Bearer garbage", "Bearer a.b.c", "Basic YTpi", "Digest x", "Bearer"})
    default void ignoresTheCredentialsOfARequestThatOpensALink(String credentials) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());
        String url = link(caller, id, "variant=original");

        for (String path : List.of(url, url + "/a.jpg")) {
            Response response =
                    Contract.given(null).header("Authorization", credentials).get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.header("Cache-Control")).startsWith("public, max-age=");
            assertThat(Contract.given(null)
                            .header("Authorization", credentials)
                            .head(path)
                            .statusCode())
                    .isEqualTo(200);
        }
        Contract.given(null)
                .header("Authorization", credentials)
                .delete("/links")
                .then()
                .statusCode(401);
        Contract.given(Tokens.of(caller.subject())).get("/links/a").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "?preset=thumbnail&width=64, preset",
        "?preset=thumbnail&height=64, preset",
        "?preset=thumbnail&quality=80, preset",
        "?width=65, width",
        "?width=64&format=gif, format",
        "?width=-64, width",
        "?width=64&quality=81, quality",
        "?fit=cover, fit"
    })
    default void namesInvalidParametersOfARendition(String query, String parameter) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes());

        for (String variant : List.of("picture", "all")) {
            Contract.given(null)
                    .get(link(caller, id, "variant=" + variant) + query)
                    .then()
                    .statusCode(400)
                    .header("Cache-Control", "no-store")
                    .body("violations.parameter", contains(parameter));
        }
    }

    @Test
    default void namesTheNearestSizeAndThePresets() {
        Account caller = Account.fresh();
        String url = link(caller, caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes()), "");

        Contract.given(null).get(url + "?width=65").then().statusCode(400).body("detail", containsString("64 or 96"));
        Contract.given(null)
                .get(url + "?preset=huge")
                .then()
                .statusCode(404)
                .header("Cache-Control", "no-store")
                .body("type", equalTo(PROBLEM + "preset-not-found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    default void listsTheMethodsOfALink(String method) {
        Account caller = Account.fresh();
        String url = link(caller, caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes()), "");

        for (String path : List.of(url, url + "/a.jpg")) {
            Contract.given(null)
                    .request(method, path)
                    .then()
                    .statusCode(405)
                    .header("Allow", "GET, HEAD, OPTIONS")
                    .header("Cache-Control", "no-store");
        }
    }

    /** The name is for people and CDNs. It changes nothing, and no path in it is followed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a.jpg",
                "/a.jpg/",
                "/a%2Fb.jpg",
                "/a;b=c.jpg",
                "/%00",
                "/%0D%0ASet-Cookie:%20a=b",
                "/%E2%80%AEgpj.exe",
                "/%252e%252e",
                "/.env",
                "/index.html",
                "/%25"
            })
    default void ignoresTheName(String name) {
        Account caller = Account.fresh();
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        String url = link(caller, caller.uploadedId("a.jpg", bytes), "variant=original");

        Response response = Contract.given(null).get(url + name);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asByteArray()).isEqualTo(bytes);
        assertThat(response.header("Content-Disposition"))
                .isEqualTo("inline; filename=\"a.jpg\"; filename*=UTF-8''a.jpg");
        assertThat(response.header("Set-Cookie")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/a/b.jpg, 404", "/../x, 404", "/../../images, 401"})
    default void opensNothingAtOtherPaths(String path, int status) {
        Account caller = Account.fresh();
        String url = link(caller, caller.uploadedId("a.jpg", Fixtures.PHOTOGRAPH.bytes()), "variant=original");

        Contract.given(null).get(url + path).then().statusCode(status);
    }

    @Test
    default void evaluatesConditionsAndRangesOfOriginals() {
        Account caller = Account.fresh();
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        String url = link(caller, caller.uploadedId("a.jpg", bytes), "variant=original");

        Contract.given(null).header("Range", "bytes=0-9").head(url).then().statusCode(200);
        Contract.given(null).header("If-Match", "\"other\"").get(url).then().statusCode(412);
        Contract.given(null)
                .header("Range", "bytes=" + bytes.length + "-")
                .get(url)
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */" + bytes.length);
        Contract.given(null)
                .header("Range", "bytes=0-9")
                .header("If-Range", "\"other\"")
                .get(url)
                .then()
                .statusCode(200);
    }

    /** Each image has one colour, which its rendition must have too. */
    @Test
    default void neverShowsAnotherImageUnderLoad() throws Exception {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        List<Callable<String>> requests = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Color colour = new Color(Color.HSBtoRGB(i / 24f, 1, 1));
            byte[] bytes = png(colour);
            String url = link(caller, caller.uploadedId(i + ".png", bytes), "variant=all");
            requests.add(() -> {
                boolean isEqual =
                        Arrays.equals(bytes, Contract.given(null).get(url).asByteArray());
                return isEqual ? "" : "another original at " + url;
            });
            for (int width : new int[] {16, 32, 48}) {
                requests.add(() -> {
                    Response response = Contract.given(null).get(url + "?format=png&width=" + width);
                    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(response.asByteArray()));
                    boolean isEqual =
                            picture.getWidth() == width && new Color(picture.getRGB(width / 2, 4)).equals(colour);
                    return isEqual ? "" : "another rendition at " + url;
                });
            }
        }
        List<Callable<String>> repeated = new ArrayList<>(Stream.of(requests, requests, requests, requests)
                .flatMap(List::stream)
                .toList());
        Collections.shuffle(repeated, new Random(18));

        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (Future<String> fault : threads.invokeAll(repeated)) {
                assertThat(fault.get()).isEmpty();
            }
        }
    }

    private static byte[] png(Color colour) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 64; y++) {
                image.setRGB(x, y, colour.getRGB());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    default void createsNoLinkToAnImageThatDoesNotExist() {
        Account.fresh()
                .request()
                .post("/images/" + UUID.randomUUID() + "/links")
                .then()
                .statusCode(404)
                .body("type", equalTo(PROBLEM + "image-not-found"));
    }

    private static String link(Account caller, String id, String query) {
        Response created = caller.request().post("/images/" + id + "/links" + (query.isEmpty() ? "" : "?" + query));
        created.then().statusCode(201);
        return Json.of(created).path("url").asText();
    }
}
