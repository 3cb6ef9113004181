package io.tintype.image;

import static io.tintype.testing.Bytes.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.Fixtures;
import io.tintype.testing.RealImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebpFramesTest {

    @TempDir
    Path folder;

    @Test
    void keepsOnlyFirstFrameOfAnimation() throws IOException {
        byte[] animated = bytesOf("animated.webp");

        byte[] kept = kept(animated);

        String text = new String(kept, StandardCharsets.ISO_8859_1);
        assertThat(text.indexOf("ANMF")).isPositive().isEqualTo(text.lastIndexOf("ANMF"));
        assertThat(Arrays.copyOfRange(kept, 4, 8)).isEqualTo(little32(kept.length - 8L));
        assertThat(Arrays.copyOfRange(kept, 8, kept.length)).isEqualTo(Arrays.copyOfRange(animated, 8, kept.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"photograph.webp", "lossless.webp"})
    void leavesStillImageAsItIs(String name) throws IOException {
        byte[] still = bytesOf(name);

        assertThat(kept(still)).isEqualTo(still);
    }

    @Test
    void leavesWhatIsCutOffAsItIs() throws IOException {
        byte[] animated = bytesOf("animated.webp");
        for (int length : new int[] {12, 20, 30, 50, 60, 500}) {
            byte[] cut = first(animated, length);

            assertThat(kept(cut)).as("%d bytes", length).isEqualTo(cut);
        }
    }

    private byte[] kept(byte[] image) throws IOException {
        Path file = Files.write(folder.resolve("source"), image);
        WebpFrames.keepFirst(file);
        return Files.readAllBytes(file);
    }

    private static byte[] bytesOf(String name) {
        return Fixtures.realImages().stream()
                .filter(image -> image.name().equals(name))
                .map(RealImage::bytes)
                .findFirst()
                .orElseThrow();
    }
}
