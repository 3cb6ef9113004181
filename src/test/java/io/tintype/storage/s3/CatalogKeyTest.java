package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogKeyTest {

    private static final Library LIBRARY = Library.of("team-7");
    private static final UUID ID = UUID.fromString("0190a5b0-1234-7abc-8def-0123456789ab");
    private static final Instant CREATED_AT = Instant.parse("2026-03-01T23:59:59.999Z");
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    static Stream<ImageMetadata> images() {
        return Stream.of(
                image("photo.png", "image/png", 1, 1, 1),
                image("", "", 1, 1, 1),
                image("日".repeat(85), "image/svg+xml; charset=\"utf-8\"", Long.MAX_VALUE, Integer.MAX_VALUE, 1),
                image("../..\u0000\n\"'.png", "image/../../x", 5, 640, 480),
                image("n".repeat(150) + "/", "m".repeat(255), 5, 640, 480));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("images")
    void holdsEveryFact(ImageMetadata image) {
        CatalogKey key = new CatalogKey(CatalogKey.of(LIBRARY, image).text());

        assertThat(key.image()).contains(image);
        assertThat(key.cursor()).contains(ImageCursor.after(image));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("images")
    void isSafeInAnyStore(ImageMetadata image) {
        String key = CatalogKey.of(LIBRARY, image).text();

        assertThat(key).matches("[A-Za-z0-9_./-]+");
        assertThat(key.split("/", -1))
                .allMatch(segment -> segment.length() <= 200)
                .noneMatch(segment -> segment.matches("\\.*"));
    }

    @Test
    void fitsIntoAKeyAtItsWorst() {
        Library library = new Library("n".repeat(100));
        ImageMetadata image = image(
                "n".repeat(255),
                "t".repeat(127) + "/" + "s".repeat(127),
                Long.MAX_VALUE,
                Integer.MAX_VALUE,
                2147483647);

        String key = CatalogKey.of(library, image).text();

        assertThat(key).hasSizeLessThan(1024);
        assertThat(new CatalogKey(key).image()).contains(image);
    }

    @Test
    void neverEndsInASegmentThatIsOnlyADot() {
        for (int length = 0; length <= 255; length++) {
            ImageMetadata image = image("n".repeat(length), "", 1, 1, 1);

            assertThat(CatalogKey.of(LIBRARY, image).text().split("/", -1))
                    .noneMatch(segment -> segment.matches("\\.*"));
        }
    }

    @Test
    void startsTheListAfterTheEntryOfTheCursorAndBeforeTheNext() {
        ImageMetadata image = image("photo.png", "image/png", 1, 1, 1);
        ImageMetadata older = new ImageMetadata(
                new UUID(ID.getMostSignificantBits(), ID.getLeastSignificantBits() - 1),
                "",
                "",
                1,
                1,
                1,
                SHA256,
                CREATED_AT);

        String behind = CatalogKey.startAfter(LIBRARY, ImageCursor.after(image));

        assertThat(behind).isGreaterThan(CatalogKey.of(LIBRARY, image).text());
        assertThat(behind).isLessThan(CatalogKey.of(LIBRARY, older).text());
        assertThat(CatalogKey.startAfter(LIBRARY, ImageCursor.START))
                .isLessThan(CatalogKey.of(LIBRARY, image).text())
                .startsWith(CatalogKey.prefix(LIBRARY));
    }

    static List<String> hostileKeys() {
        String place = "catalog/team-7/" + ImageCursor.after(CREATED_AT, ID).key();
        String metadata = "/eA.eA.1.1.1." + SHA256;
        return List.of(
                "",
                "catalog/",
                place,
                place + "/",
                place + "/x",
                "x" + place + metadata,
                place.replace("team-7", "") + metadata,
                place.replace("team-7", "a/b") + metadata,
                place.substring(0, place.length() - 1) + metadata,
                place.toUpperCase(Locale.ROOT) + metadata,
                place + metadata + "\n",
                place + metadata + ".1",
                place + metadata.substring(0, metadata.length() - 1),
                place + metadata.replace("eA.eA", "e.eA"),
                place + metadata.replace("eA.eA", "e+==.eA"),
                place + metadata.replace("eA.eA", "eA==.eA"),
                place + metadata.replace(".1.1.1.", ".-1.1.1."),
                place + metadata.replace(".1.1.1.", ".1.+1.1."),
                place + metadata.replace(".1.1.1.", ".1..1."),
                place + metadata.replace(".1.1.1.", ".1.1."),
                place + metadata.replace(".1.1.1.", ".1.2147483648.1."),
                place + metadata.replace(".1.1.1.", ".9223372036854775808.1.1."),
                place + metadata.replace(".1.1.1.", ".\u0661.1.1."),
                place + metadata.replace(SHA256, SHA256.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostileKeys")
    void hasNoImageForAnUnknownKey(String key) {
        assertThat(new CatalogKey(key).image()).isEmpty();
    }

    private static ImageMetadata image(String name, String mediaType, long size, int width, int height) {
        return new ImageMetadata(ID, name, mediaType, size, width, height, SHA256, CREATED_AT);
    }
}
