package io.tintype.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import java.nio.charset.StandardCharsets;

/** Every result is short, printable and not a path, and unchanged by a second run. */
public final class FileNameFuzzer {

    private FileNameFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String name = FileName.of(FuzzedText.of(input));

        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        assertThat(bytes).hasSizeBetween(1, 255);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(name);
        assertThat(name).doesNotContain("/", "\\", "\u202e", "\u2066").isNotIn(".", "..");
        assertThat(name.chars()).noneMatch(Character::isISOControl);
        if (!name.contains("%")) { // an escape is decoded once, and the result may look like another escape
            assertThat(FileName.of(name)).as("kept again").isEqualTo(name);
        }
    }
}
