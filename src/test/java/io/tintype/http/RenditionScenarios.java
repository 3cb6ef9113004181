package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Libvips;
import io.tintype.testing.RealImage;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests renditions, on every store and every build. Tests that make renditions require libvips on the machine. */
interface RenditionScenarios {

    @ParameterizedTest
    @MethodSource("io.tintype.testing.Fixtures#realImages")
    default void makesARenditionOfEveryFormat(RealImage image) throws Exception {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId(image.name(), image.bytes());

        for (String type : List.of("image/webp", "image/jpeg")) {
            Response made = caller.request().accept(type).get(thumbnail(id));
            Response kept = caller.request().accept(type).get(thumbnail(id));

            byte[] bytes = made.asByteArray();
            made.then()
                    .statusCode(200)
                    .header("Content-Type", type)
                    .header("Content-Length", Integer.toString(bytes.length))
                    .header("ETag", '"' + DigestUtils.sha256Hex(bytes) + '"')
                    .header("Vary", "Accept")
                    .header("Cache-Control", "private, max-age=86400")
                    .header("Content-Disposition", "inline")
                    .header("X-Content-Type-Options", "nosniff")
                    .header("Content-Security-Policy", "sandbox; default-src 'none'");
            assertThat(kept.asByteArray()).isEqualTo(bytes);
            assertThat(kept.header("ETag")).isEqualTo(made.header("ETag"));
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                    .doesNotContain(
                            "http://ns.adobe.com",
                            "ICC_PROFILE",
                            "ICCP",
                            "EXIF",
                            "Exif",
                            "Box camera",
                            "Tintype",
                            "Harbour");
        }
        awaitEmptySpool();
    }

    @Test
    default void fitsThePresetTurnsAndNeverEnlarges() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String rotated = caller.uploadedId("rotated.jpg", bytes("progressive-rotated.jpg"));
        String large = caller.uploadedId("large.jpg", Fixtures.PHOTOGRAPH.bytes());

        assertThat(size(caller, rotated, "thumbnail")).isEqualTo("200x150");
        assertThat(size(caller, large, "tiny")).isEqualTo("32x24");
        assertThat(size(caller, large, "preview")).isEqualTo("320x240");
    }

    /** A grey of 55 in a profile whose values are proportional to light is one of 128 in sRGB. */
    @Test
    default void honoursTheColourProfile() throws IOException {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        byte[] linear = Bytes.greyPng(
                64, 55, ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
        String id = caller.uploadedId("linear.png", linear);

        byte[] jpeg = caller.request().accept("image/jpeg").get(thumbnail(id)).asByteArray();

        int grey = ImageIO.read(new ByteArrayInputStream(jpeg)).getRGB(32, 32) & 0xFF;
        assertThat(grey).isBetween(124, 132);
    }

    @Test
    default void replacesTransparencyWithWhite() throws IOException {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("alpha.png", bytes("alpha-16bit.png"));

        byte[] jpeg = caller.request().accept("image/jpeg").get(thumbnail(id)).asByteArray();

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        int transparent = image.getRGB(image.getWidth() / 2, image.getHeight() - 1);
        for (int shift : new int[] {0, 8, 16}) {
            assertThat(transparent >> shift & 0xFF).isGreaterThan(0xF0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = (char) 0x7C,
            value = {
                "image/webp; image/webp",
                "image/jpeg; image/jpeg",
                "*/*; image/webp",
                "image/*; image/webp",
                "image/jpeg, */*; image/jpeg",
                "image/avif,image/webp,image/png,*/*;q=0.8; image/avif",
                "image/webp;q=0.5, image/jpeg; image/jpeg",
                "image/webp;q=0, */*; image/jpeg",
                "application/problem+json; image/webp"
            })
    default void choosesTheFormatByAccept(String line) {
        Libvips.assumeInstalled();
        int at = line.lastIndexOf(';');
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request()
                .header("Accept", line.substring(0, at).strip())
                .get(thumbnail(id))
                .then()
                .statusCode(200)
                .header("Content-Type", line.substring(at + 1).strip());
    }

    @Test
    default void respondsWith304IfTheCallerHasTheRendition() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        String tag = caller.request().get(thumbnail(id)).header("ETag");

        for (String tags : List.of(tag, "*", "\"other\", W/" + tag)) {
            Response held = caller.request().header("If-None-Match", tags).get(thumbnail(id));
            held.then().statusCode(304).header("ETag", tag).header("Vary", "Accept");
            assertThat(held.asByteArray()).isEmpty();
        }
        caller.request()
                .header("If-None-Match", "\"other\"")
                .get(thumbnail(id))
                .then()
                .statusCode(200);
        awaitEmptySpool();
    }

    @Test
    default void deletesRenditionsWithTheirImage() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        caller.request().get(thumbnail(id)).then().statusCode(200);

        caller.request().delete("/images/" + id).then().statusCode(204);

        caller.request().get(thumbnail(id)).then().statusCode(404).body("type", equalTo(PROBLEM + "image-not-found"));
    }

    @Test
    default void respondsToManyFirstRequestsAtOnce() throws Exception {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        Callable<Response> request = () -> caller.request().get(thumbnail(id));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> answers = threads.invokeAll(List.of(request, request, request, request));

            byte[] first = answers.getFirst().get().asByteArray();
            for (Future<Response> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(answer.get().asByteArray()).isEqualTo(first);
            }
        }
    }

    @Test
    default void negotiatesTheFormatUnlessItIsNamed() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        for (String path : List.of(thumbnail(id), render(id, "width=64"), render(id, "format=auto&width=64"))) {
            Response negotiated = caller.request().accept("image/webp").get(path);
            negotiated
                    .then()
                    .statusCode(200)
                    .header("Content-Type", "image/webp")
                    .header("Vary", "Accept");
            String named = path + (path.contains("?") ? "&" : "?") + "format=";
            Response webp = caller.request().accept("text/html").get(named.replace("format=auto&", "") + "webp");
            webp.then().statusCode(200).header("Content-Type", "image/webp").header("Vary", nullValue());
            assertThat(webp.header("ETag")).isEqualTo(negotiated.header("ETag"));
            caller.request()
                    .header("If-None-Match", webp.header("ETag"))
                    .get(named.replace("format=auto&", "") + "webp")
                    .then()
                    .statusCode(304)
                    .header("Vary", nullValue());
        }
    }

    @Test
    default void makesARecipeOnceUnderAllItsSpellings() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        String tag = caller.request()
                .get(render(id, "format=jpeg&width=64&height=64"))
                .header("ETag");

        for (String query : List.of(
                "height=64&width=64&format=jpeg",
                "width=64&height=64&fit=contain&focus=center&quality=80&format=jpeg",
                "width=64&height=64&fit=&focus=&quality=&format=jpeg")) {
            caller.request().get(render(id, query)).then().statusCode(200).header("ETag", tag);
        }
        assertThat(caller.request()
                        .get(render(id, "width=64&height=64&quality=40&format=jpeg"))
                        .header("ETag"))
                .isNotEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = (char) 0x7C,
            value = {
                "width=100; width; must be an allowed size; the nearest is 96 or 128",
                "height=0; height; must be an allowed size; the nearest is 16",
                "width=4000&format=avif; width; must be an allowed size; the nearest is 3840",
                "width=1e3; width; must be a whole number",
                "width=320&quality=good; quality; must be a whole number",
                "width=320&quality=41; quality; must be 40 to 95 in steps of 5",
                "width=320&fit=cover; fit; cover requires width and height",
                "width=320&fit=fill; fit; must be contain or cover",
                "width=320&focus=attention; focus; requires fit=cover",
                "width=320&height=320&fit=cover&focus=200,0; focus; must be center, attention, or a point in percent such as 30,75",
                "width=320&format=gif; format; must be one of auto, avif, webp, jpeg, png"
            })
    default void namesInvalidParametersOfARecipe(String line) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        String[] parts = line.split("; ", 3);

        caller.request()
                .get(render(id, parts[0]))
                .then()
                .statusCode(400)
                .body("type", equalTo(PROBLEM + "invalid-parameter"))
                .body("violations.parameter", contains(parts[1]))
                .body("violations.message", contains(parts[2]));
    }

    @Test
    default void rendersNoImageOfAnotherLibrary() {
        String id = Account.fresh().uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        Account.fresh()
                .request()
                .get(render(id, "width=320"))
                .then()
                .statusCode(404)
                .body("type", equalTo(PROBLEM + "image-not-found"));
    }

    static String render(String id, String query) {
        return "/images/" + id + "/renditions?" + query;
    }

    static String thumbnail(String id) {
        return "/images/" + id + "/renditions/thumbnail";
    }

    static byte[] bytes(String name) {
        return Fixtures.realImages().stream()
                .filter(image -> image.name().equals(name))
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    /** Width and height of a JPEG rendition, by Java's own reader. */
    private static String size(Account caller, String id, String preset) {
        byte[] jpeg = caller.request()
                .accept("image/jpeg")
                .get("/images/" + id + "/renditions/" + preset)
                .asByteArray();
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
            return image.getWidth() + "x" + image.getHeight();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitEmptySpool() {
        await().until(() -> {
            try (var files = Files.list(Servers.SPOOL)) {
                return files.findAny().isEmpty();
            }
        });
    }
}
