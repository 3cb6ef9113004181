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
    void leavesTruncatedFileAsItIs() throws IOException {
        byte[] animated = bytesOf("animated.webp");
        for (int length : new int[] {12, 20, 30, 50, 60, 500}) {
            byte[] cut = first(animated, length);

            assertThat(kept(cut)).as("%d bytes", length).isEqualTo(cut);
        }
    }

    /** Browsers do not rotate a WebP by its EXIF orientation. */
    @Test
    void removesExifAfterImageAndBeforeIt() throws IOException {
        byte[] image = Arrays.copyOfRange(bytesOf("lossless.webp"), 12, bytesOf("lossless.webp").length);
        byte[] exif = join(text("EXIF"), little32(4), text("turn"));
        byte[] canvas = join(text("VP8X"), little32(10), bytes(8, 0, 0, 0), bytes(95, 0, 0, 71, 0, 0));

        assertThat(kept(riff(canvas, image, exif))).isEqualTo(riff(canvas, image));
        assertThat(kept(riff(canvas, exif, image)))
                .isEqualTo(riff(canvas, join(text("none"), little32(4), text("turn")), image));
    }

    private static byte[] riff(byte[]... chunks) {
        byte[] all = join(chunks);
        return join(text("RIFF"), little32(4L + all.length), text("WEBP"), all);
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
