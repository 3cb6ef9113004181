package io.tintype.rendition;

import static io.tintype.testing.Bytes.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Focus;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.storage.RenditionFormat;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Libvips;
import io.tintype.testing.Libvips.Pixels;
import io.tintype.testing.RealImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests sizes, crops and orientation. In these pictures, red increases from left to right and green from top to bottom, so
 * that each pixel of a rendition shows from which point of the upright picture it comes.
 */
class WorkerGeometryTest {

    private static final double TOLERANCE = 0.02;

    @RegisterExtension
    static final WorkerHarness worker = new WorkerHarness();

    static Stream<Arguments> recipes() {
        return Stream.of(
                        "contain 100 100 50 50 100 67",
                        "contain 0 80 50 50 120 80",
                        "contain 96 0 50 50 96 64",
                        "contain 600 600 50 50 240 160",
                        "cover 100 100 50 50 100 100",
                        "cover 100 100 0 0 100 100",
                        "cover 100 100 100 100 100 100",
                        "cover 100 100 70 20 100 100",
                        "cover 200 50 50 90 200 50",
                        "cover 48 128 30 50 48 128",
                        "cover 500 500 10 50 500 500",
                        "cover 640 320 50 10 640 320",
                        "cover 240 160 20 20 240 160")
                .flatMap(recipe ->
                        Stream.iterate(1, i -> i + 1).limit(8).map(orientation -> Arguments.of(recipe, orientation)));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void showsThePartOfTheUprightPictureThatTheRecipeKeeps(String text, int orientation) throws IOException {
        String[] words = text.split(" ");
        int[] numbers = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
        Fit fit = words[0].equals("cover") ? Fit.COVER : Fit.CONTAIN;
        Focus focus = Focus.point(numbers[2], numbers[3]);
        byte[] image = oriented(240, 160, orientation);

        Pixels pixels = Libvips.decode(worker.make(image, recipe(numbers[0], numbers[1], fit, focus)));

        assertThat(pixels.width()).isEqualTo(numbers[4]);
        assertThat(pixels.height()).isEqualTo(numbers[5]);
        double scale =
                fit == Fit.CONTAIN ? pixels.width() / 240.0 : Math.max(pixels.width() / 240.0, pixels.height() / 160.0);
        double left = start(240 * scale, pixels.width(), numbers[2]);
        double top = start(160 * scale, pixels.height(), numbers[3]);
        for (double part : new double[] {0.1, 0.5, 0.9}) {
            int x = (int) (part * pixels.width());
            int y = (int) (part * pixels.height());
            assertThat(pixels.value(x, y, 0) / 255.0)
                    .as("the column at %d", x)
                    .isCloseTo((left + x + 0.5) / (240 * scale), within(TOLERANCE));
            assertThat(pixels.value(x, y, 1) / 255.0)
                    .as("the row at %d", y)
                    .isCloseTo((top + y + 0.5) / (160 * scale), within(TOLERANCE));
        }
    }

    /** The point is in the middle of the crop, unless it is too close to an edge of the picture. */
    private static double start(double scaled, int box, int percent) {
        return Math.clamp(scaled * percent / 100 - box / 2.0, 0, Math.max(0, scaled - box));
    }

    /** A red spot on grey attracts attention. */
    @ParameterizedTest
    @CsvSource({"100, 100", "400, 400"})
    void cropsAroundWhatDrawsAttention(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(600, 200, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 600; x++) {
                boolean isSpot = Math.hypot(x - 500, y - 100) < 40;
                image.setRGB(x, y, isSpot ? (x / 4 + y / 4) % 2 == 0 ? 0xFF2010 : 0xA00000 : 0x808080);
            }
        }

        Pixels pixels =
                Libvips.decode(worker.make(written("png", image), recipe(width, height, Fit.COVER, Focus.ATTENTION)));

        assertThat(pixels.width()).isEqualTo(width);
        assertThat(pixels.height()).isEqualTo(height);
        long red = 0;
        for (int x = 0; x < width; x++) {
            red += pixels.value(x, height / 2, 0) > 150 && pixels.value(x, height / 2, 1) < 100 ? 1 : 0;
        }
        assertThat(red).as("pixels of the spot").isGreaterThan(width / 8);
    }

    @ParameterizedTest
    @CsvSource({"1, 16000", "16000, 1", "1, 1", "3, 5000"})
    void coversABoxWithTheLongestAndThinnestPictures(int width, int height) throws IOException {
        byte[] image = written("png", new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR));

        for (Focus focus : new Focus[] {Focus.CENTER, Focus.ATTENTION, Focus.point(100, 100)}) {
            Pixels pixels = Libvips.decode(worker.make(image, recipe(640, 320, Fit.COVER, focus)));

            assertThat(pixels.width()).isEqualTo(640);
            assertThat(pixels.height()).isEqualTo(320);
        }
    }

    @Test
    void writesFewerBytesForALowerQuality() throws IOException {
        byte[] image = Fixtures.PHOTOGRAPH.bytes();

        Set<RenditionFormat> lossy = EnumSet.copyOf(worker.formats());
        lossy.remove(RenditionFormat.PNG);
        for (RenditionFormat format : lossy) {
            int[] lengths = new int[3];
            for (int i = 0; i < 3; i++) {
                Recipe recipe = new Recipe(320, 320, Fit.CONTAIN, Focus.CENTER, 40 + 25 * i, format, false);
                lengths[i] = worker.make(image, recipe).length;
            }
            assertThat(lengths).as(format.name()).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("io.tintype.testing.Fixtures#realImages")
    void writesNoMetadata(RealImage image) throws IOException {
        for (RenditionFormat format : worker.formats()) {
            Recipe recipe = new Recipe(320, 320, Fit.CONTAIN, Focus.CENTER, 80, format, false);
            String text = new String(worker.make(image.bytes(), recipe), StandardCharsets.ISO_8859_1);

            assertThat(text)
                    .as(format.name())
                    .doesNotContain("Exif\0", "EXIF", "eXIf", "http://ns.adobe.com", "XMP ", "xpacket")
                    .doesNotContain(
                            "ICC_PROFILE", "iCCP", "ICCP", "colrprof", "acsp", "8BIM", "Photoshop", "tEXt", "iTXt")
                    .doesNotContain("Box camera", "Tintype", "Harbour");
        }
    }

    private static Recipe recipe(int width, int height, Fit fit, Focus focus) {
        return new Recipe(width, height, fit, focus, 0, RenditionFormat.PNG, false);
    }

    /** A JPEG whose picture is upright after it is rotated by its EXIF orientation. */
    private static byte[] oriented(int width, int height, int orientation) throws IOException {
        boolean swaps = orientation > 4;
        BufferedImage image =
                new BufferedImage(swaps ? height : width, swaps ? width : height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int[] at = stored(x, y, width - 1, height - 1, orientation);
                int red = (int) ((x + 0.5) / width * 255);
                int green = (int) ((y + 0.5) / height * 255);
                image.setRGB(at[0], at[1], red << 16 | green << 8 | 0x80);
            }
        }
        byte[] jpeg = written("jpeg", image);
        byte[] directory = tiff(0, tiffEntry(0x112, 3, 1, orientation));
        byte[] exif = jpegSegment(0xE1, join(text("Exif\0\0"), directory));
        return join(first(jpeg, 2), exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** Returns where a pixel of the upright picture is stored (EXIF 2.32, table 4.6.4.A). */
    private static int[] stored(int x, int y, int right, int bottom, int orientation) {
        return switch (orientation) {
            case 2 -> new int[] {right - x, y};
            case 3 -> new int[] {right - x, bottom - y};
            case 4 -> new int[] {x, bottom - y};
            case 5 -> new int[] {y, x};
            case 6 -> new int[] {y, right - x};
            case 7 -> new int[] {bottom - y, right - x};
            case 8 -> new int[] {bottom - y, x};
            default -> new int[] {x, y};
        };
    }

    private static byte[] written(String format, BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }
}
