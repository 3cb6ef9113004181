package io.tintype.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintype.testing.Libvips.Pixels;

/** Asserts the colours of flat areas of renditions. */
public final class Colours {

    /** By how much a lossy format may change a flat area, in steps of 255. */
    private static final int TOLERANCE = 2;

    private static final int OPAQUE = 255;
    private static final int WHITE = 255;

    private Colours() {}

    /** Asserts that each square of the rendition has its colour, over white if the format has no transparency. */
    public static void assertSquares(Pixels pixels, Quadrants image, String mediaType) {
        assertThat(pixels.width()).isEqualTo(Quadrants.SIDE);
        assertThat(pixels.height()).isEqualTo(Quadrants.SIDE);
        for (int square = 0; square < 4; square++) {
            int x = square % 2 == 0 ? 16 : 48;
            int y = square < 2 ? 16 : 48;
            assertColour(pixels, x, y, image.colours()[square], mediaType);
        }
    }

    /** @param colour sRGB; the highest 8 bits are 0 if it is opaque, and 255 if it is transparent */
    public static void assertColour(Pixels pixels, int x, int y, int colour, String mediaType) {
        int alpha = OPAQUE - (colour >>> 24);
        int shown = mediaType.equals("image/jpeg") ? OPAQUE : alpha;
        assertThat(pixels.alpha(x, y)).as("alpha, %s", mediaType).isCloseTo(shown, within(TOLERANCE));
        for (int band = 0; band < 3 && shown > 0; band++) {
            int value = colour >> 16 - 8 * band & 0xFF;
            int expected = shown == alpha ? value : (value * alpha + WHITE * (OPAQUE - alpha)) / OPAQUE;
            assertThat(pixels.value(x, y, band))
                    .as("band %d at %d, %d, %s", band, x, y, mediaType)
                    .isCloseTo(expected, within(TOLERANCE * OPAQUE / shown));
        }
    }
}
