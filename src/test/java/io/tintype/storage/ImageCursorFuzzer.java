package io.tintype.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import java.util.Optional;

/** A text is no cursor, or names one place, and is the one name of it. */
public final class ImageCursorFuzzer {

    private ImageCursorFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzedText.of(input);

        Optional<ImageCursor> cursor = ImageCursor.parse(text);

        cursor.ifPresent(place -> {
            assertThat(place.key()).isEqualTo(text);
            assertThat(ImageCursor.after(place.createdAt(), place.id())).isEqualTo(place);
        });
    }
}
