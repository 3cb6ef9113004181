package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.HostileFile;
import io.tintype.testing.Json;
import io.tintype.testing.RealImage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests operations on images, and attempts that must fail, on every store and every build. */
abstract class ImagesScenarios
        implements DownloadScenarios,
                QuotaScenarios,
                IetfUploadScenarios,
                LinkPrivacyScenarios,
                LinkRefusalScenarios,
                LinkScenarios,
                NamesScenarios,
                NegotiationScenarios,
                OwnersScenarios,
                PutScenarios,
                RefusalScenarios,
                RenditionRefusalScenarios,
                RenditionScenarios,
                RestrictedUploadScenarios,
                ServiceScenarios,
                TusScenarios {

    static final String PROBLEM = "urn:tintype:problem:";

    private final Account caller = Account.fresh();

    static Stream<RealImage> realImages() {
        return Fixtures.realImages().stream();
    }

    /** The limit is low here, so large files get another response; {@code ImageProbeTest} tests them all. */
    static Stream<HostileFile> hostileFiles() {
        return Fixtures.hostileFiles().stream();
    }

    @ParameterizedTest
    @MethodSource("realImages")
    void keepsBytesAndMetadataOfAnImage(RealImage image) {
        byte[] bytes = image.bytes();

        Response uploaded = caller.upload(image.name(), bytes);

        String id = Json.of(uploaded).path("id").asText();
        assertThat(Json.of(uploaded).path("createdAt").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        uploaded.then()
                .statusCode(201)
                .header("Location", "/images/" + id)
                .header("ETag", '"' + DigestUtils.sha256Hex(bytes) + '"')
                .body("name", equalTo(image.name()))
                .body("mediaType", equalTo(image.mediaType()))
                .body("size", equalTo(bytes.length))
                .body("width", equalTo(image.width()))
                .body("height", equalTo(image.height()))
                .body("sha256", equalTo(DigestUtils.sha256Hex(bytes)));
        Response downloaded = caller.request().get("/images/" + id);
        assertThat(downloaded.asByteArray()).isEqualTo(bytes);
        downloaded
                .then()
                .statusCode(200)
                .header("Content-Type", image.mediaType())
                .header("Content-Length", Integer.toString(bytes.length))
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'");
        assertThat(caller.request().get("/images/" + id + "/metadata").asString())
                .isEqualTo(uploaded.asString());
        assertThat(Json.of(caller.request().get("/images")).at("/images/0")).isEqualTo(Json.of(uploaded));
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void respondsToHostileFilesByTheirContent(HostileFile file) {
        byte[] bytes = file.bytes();

        Response response = caller.upload(file.name(), bytes);

        if (bytes.length > Servers.MAX_UPLOAD_BYTES) {
            response.then().statusCode(413).body("type", equalTo(PROBLEM + "content-too-large"));
            return;
        }
        HostileFile.Expected expected = file.expected();
        response.then().statusCode(expected.status());
        if (expected.status() == 201) {
            response.then().body("mediaType", equalTo(expected.mediaType()));
            return;
        }
        response.then()
                .body("type", equalTo(PROBLEM + expected.problem()))
                .body("detectedType", equalTo(expected.detectedType()));
        if (expected.pixels() > 0) {
            assertThat(Json.of(response).path("actual").asLong()).isEqualTo(expected.pixels());
            response.then().body("limit", equalTo(100_000_000));
        }
        caller.request().get("/images").then().body("images", equalTo(List.of()));
    }

    static Stream<String> names() {
        return Stream.of(
                "photo.jpg",
                "two words.jpg",
                "with \"quotes\".jpg",
                "100%.jpg",
                "semi;colon, comma=equals.jpg",
                "é à ü ß.jpg",
                "日本の写真.jpg",
                "family 👨‍👩‍👧 😀.jpg",
                "apostrophe's.jpg",
                "no extension",
                ".hidden",
                "a".repeat(251) + ".jpg",
                "日".repeat(84) + ".jp");
    }

    @ParameterizedTest
    @MethodSource("names")
    void downloadsUnderTheOriginalName(String name) {
        String id = caller.uploadedId(name, Fixtures.PHOTOGRAPH.bytes());

        String disposition = caller.request().get("/images/" + id).header("Content-Disposition");

        caller.request().get("/images/" + id + "/metadata").then().body("name", equalTo(name));
        assertThat(extendedName(disposition)).isEqualTo(name);
        assertThat(disposition)
                .matches("attachment; filename=\"[ -~&&[^\"\\\\/%]]*\"; filename\\*=UTF-8''[!-~&&[^\"]]*");
    }

    @Test
    void shortensALongNameBeforeItsExtension() {
        String id = caller.uploadedId("é".repeat(150) + ".jpeg", Fixtures.PHOTOGRAPH.bytes());

        caller.request().get("/images/" + id + "/metadata").then().body("name", equalTo("é".repeat(125) + ".jpeg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "..\\..\\boot.ini", "/absolute/name.jpg", "a\r\nSet-Cookie: x=y"})
    void keepsNoPathAndNoLineBreakOfAName(String name) {
        String id = caller.uploadedId(name, Fixtures.PHOTOGRAPH.bytes());

        Response downloaded = caller.request().get("/images/" + id);

        assertThat(extendedName(downloaded.header("Content-Disposition"))).doesNotContain("/", "\\", "\r", "\n");
        assertThat(downloaded.header("Set-Cookie")).isNull();
    }

    @Test
    void listsPageByPageNewestFirst() {
        List<String> ids = new ArrayList<>(IntStream.range(0, 7)
                .mapToObj(number -> caller.uploadedId(number + ".jpg", Fixtures.PHOTOGRAPH.bytes()))
                .toList());

        List<String> listed = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            Response page = caller.request().get("/images?limit=3" + cursor);
            listed.addAll(Json.ids(page));
            cursor = Json.next(page) == null ? null : "&cursor=" + Json.next(page);
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(3);
        assertThat(listed).isEqualTo(ids.reversed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/", "/images?limit=", "/images?cursor=", "/images?cursor=&limit=&other="})
    void ignoresEmptyElements(String list) {
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request().get(list).then().statusCode(200).body("images.id", equalTo(List.of(id)));
    }

    @Test
    void listsAnEmptyLibraryAsOneEmptyPage() {
        caller.request()
                .get("/images")
                .then()
                .statusCode(200)
                .body("images", equalTo(List.of()))
                .body("next", nullValue());
    }

    @Test
    void deletesForGoodAndMayBeRepeated() {
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request().delete("/images/" + id).then().statusCode(204);

        caller.request().delete("/images/" + id).then().statusCode(204);
        caller.request().get("/images/" + id).then().statusCode(404).body("type", equalTo(PROBLEM + "image-not-found"));
        caller.request().get("/images/" + id + "/metadata").then().statusCode(404);
        caller.request().head("/images/" + id).then().statusCode(404);
        caller.request().get("/images").then().body("images", equalTo(List.of()));
    }

    @Test
    void respondsForAnotherOwnersImageAsForAMissingOne() {
        String mine = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        String never = UUID.randomUUID().toString();
        Account other = Account.fresh();

        for (String path : List.of("/images/%s", "/images/%s/metadata")) {
            Response forMine = other.request().get(path.formatted(mine));
            Response forNever = other.request().get(path.formatted(never));
            assertThat(forMine.statusCode()).isEqualTo(404).isEqualTo(forNever.statusCode());
            assertThat(forMine.asString().replace(mine, never)).isEqualTo(forNever.asString());
        }
        other.request()
                .header("If-None-Match", "*")
                .get("/images/" + mine)
                .then()
                .statusCode(404);
        other.request().head("/images/" + mine).then().statusCode(404);
        other.request().delete("/images/" + mine).then().statusCode(204);
        other.request().get("/images").then().body("images", equalTo(List.of()));
        caller.request().get("/images/" + mine).then().statusCode(200);
    }

    @Test
    void ignoresPartsOfOtherNames() {
        byte[] body = new Form()
                .field("note", "ignored")
                .file("thumbnail", "other.txt", "not an image".getBytes(StandardCharsets.UTF_8))
                .file("file", "photo.jpg", Fixtures.PHOTOGRAPH.bytes())
                .body();

        caller.post(body).then().statusCode(201).body("name", equalTo("photo.jpg"));
    }

    @Test
    void wantsExactlyOneFile() {
        byte[] photo = Fixtures.PHOTOGRAPH.bytes();

        for (Form form : List.of(
                new Form(),
                new Form().field("file", "text"),
                new Form().file("image", "photo.jpg", photo),
                new Form().file("file", "a.jpg", photo).file("file", "b.jpg", photo),
                new Form().file("file", "a.jpg", new byte[0]))) {
            caller.post(form.body()).then().statusCode(400).body("type", equalTo(PROBLEM + "invalid-upload"));
        }
        caller.request().get("/images").then().body("images", equalTo(List.of()));
    }

    private static String extendedName(String disposition) {
        String encoded = disposition.substring(disposition.indexOf("filename*=UTF-8''") + "filename*=UTF-8''".length());
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
