package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that a link of the variant {@code picture} reveals no metadata. The images contain the marker in each container
 * that their format has (EXIF, its thumbnail, XMP, IPTC, comments, ICC profiles), and after their end.
 */
interface LinkPrivacyScenarios {

    String MARKER = "TINTYPE-PLACE-52.5200N";

    /** The names of all containers of metadata in the formats of renditions, except profiles. */
    List<String> CONTAINERS = List.of(
            MARKER,
            "Exif",
            "EXIF",
            "eXIf",
            "XMP ",
            "ns.adobe.com",
            "x:xmpmeta",
            "Photoshop 3.0",
            "8BIM",
            "tEXt",
            "iTXt",
            "zTXt",
            "mime");

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "gif", "webp", "avif", "heic", "tiff", "bmp"})
    default void revealsNoMetadata(String extension) {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        byte[] original = bytes("/places/place." + extension);
        assertThat(text(original)).contains(MARKER);
        String id = caller.uploadedId("a." + extension, original);
        Response created = caller.request().post("/images/" + id + "/links");
        String link = Json.of(created).path("url").asText();

        for (String format : List.of("auto", "avif", "webp", "jpeg", "png")) {
            for (String size : List.of("", "&width=64", "&width=64&height=64&fit=cover")) {
                Response picture = Contract.given(null).get(link + "?format=" + format + size);
                assertThat(picture.statusCode()).as(format + size).isEqualTo(200);
                assertThat(text(picture.asByteArray())).as(format + size).doesNotContain(CONTAINERS);
                assertThat(picture.headers().toString()).doesNotContain(MARKER);
            }
        }
        for (String query : List.of("?width=65", "?preset=none", "?format=gif")) {
            assertThat(Contract.given(null).get(link + query).asString()).doesNotContain(MARKER);
        }
        Response range = Contract.given(null).header("Range", "bytes=0-99").get(link + "?format=png&width=64");
        assertThat(range.statusCode()).isEqualTo(200);
        assertThat(text(range.asByteArray())).doesNotContain(CONTAINERS);
        Response head = Contract.given(null).head(link);
        assertThat(head.header("ETag"))
                .isNotEqualTo(caller.request().head("/images/" + id).header("ETag"));
        assertThat(head.header("Content-Length")).isNotEqualTo("" + original.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String resource) {
        try (InputStream stream = LinkPrivacyScenarios.class.getResourceAsStream(resource)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
