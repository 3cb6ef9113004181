package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.testing.FuzzedText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An unknown key in the bucket is skipped; an image's key contains all metadata, and is valid in every store. */
public final class CatalogKeyFuzzer {

    private static final String SHA256 = "0".repeat(64);
    private static final Library LIBRARY = Library.of("ann");
    private static final int MAX_NAME = 255;

    private CatalogKeyFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzedText.of(input);
        CatalogKey key = new CatalogKey(text);

        assertThat(key.cursor().isPresent()).isIn(true, key.image().isPresent());
        key.image()
                .ifPresent(image ->
                        assertThat(CatalogKey.of(LIBRARY, image).image()).contains(image));
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        if (name.length <= MAX_NAME) {
            roundTrip(new String(name, StandardCharsets.UTF_8), input.length);
        }
    }

    private static void roundTrip(String name, int number) {
        ImageMetadata image = new ImageMetadata(
                new UUID(number, ~number), name, "image/png", number + 1, 1, 2, SHA256, Instant.ofEpochMilli(number));

        String key = CatalogKey.of(LIBRARY, image).text();

        assertThat(new CatalogKey(key).image()).isEqualTo(Optional.of(image));
        assertThat(key).matches("[\\x21-\\x7e]{1,1024}");
        assertThat(key.split("/")).allMatch(segment -> segment.length() <= MAX_NAME && !segment.isEmpty());
    }
}
