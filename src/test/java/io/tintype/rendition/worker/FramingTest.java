package io.tintype.rendition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.ffi.vips.Vips.Size;
import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Focus;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.Framing.Area;
import io.tintype.storage.RenditionFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests sizes and crops, in the axes of the stored image. */
class FramingTest {

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, 1, 320, 320, 320, 240",
        "4000, 3000, 6, 600, 200, 200, 150",
        "4000, 3000, 6, 200, 600, 267, 200",
        "4000, 3000, 1, 640, 0, 640, 480",
        "4000, 3000, 1, 0, 640, 853, 640",
        "4000, 3000, 8, 640, 0, 853, 640",
        "300, 200, 1, 640, 640, 300, 200",
        "10000, 1, 1, 320, 320, 320, 1",
        "100, 60000, 1, 320, 0, 27, 16383"
    })
    void containsTheWholePicture(
            int width, int height, int orientation, int boxWidth, int boxHeight, int scaledWidth, int scaledHeight) {
        Framing framing =
                Framing.of(recipe(boxWidth, boxHeight, Fit.CONTAIN, Focus.CENTER), width, height, orientation);

        assertThat(framing.source()).isEqualTo(new Area(0, 0, width, height));
        assertThat(framing.scaled()).isEqualTo(new Size(scaledWidth, scaledHeight));
        assertThat(framing.kept()).isEqualTo(new Area(0, 0, scaledWidth, scaledHeight));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 50, 50, 50, 0",
        "1, 0, 100, 0, 0",
        "1, 100, 0, 100, 0",
        "1, 60, 0, 70, 0",
        "2, 60, 0, 30, 0",
        "3, 60, 0, 30, 0",
        "4, 60, 0, 70, 0",
        "5, 0, 60, 70, 0",
        "6, 0, 60, 70, 0",
        "7, 0, 60, 30, 0",
        "8, 0, 60, 30, 0"
    })
    void cropsAroundThePointOfTheUprightPicture(int orientation, int x, int y, int left, int top) {
        Framing framing = Framing.of(recipe(100, 100, Fit.COVER, Focus.point(x, y)), 400, 200, orientation);

        assertThat(framing.scaled()).isEqualTo(new Size(200, 100));
        assertThat(framing.kept()).isEqualTo(new Area(left, top, 100, 100));
    }

    @Test
    void readsNoMoreOfALongPictureThanItEnlarges() {
        Framing framing = Framing.of(recipe(1000, 1000, Fit.COVER, Focus.point(100, 50)), 60_000, 10, 1);

        assertThat(framing.source()).isEqualTo(new Area(59_987, 0, 13, 10));
        assertThat(framing.scaled()).isEqualTo(new Size(1300, 1000));
        assertThat(framing.kept()).isEqualTo(new Area(300, 0, 1000, 1000));
    }

    @Test
    void leavesTheCropToLibvipsAndBoundsWhatItScales() {
        Framing reduced = Framing.of(recipe(100, 100, Fit.COVER, Focus.ATTENTION), 400, 200, 1);
        Framing enlarged = Framing.of(recipe(1000, 500, Fit.COVER, Focus.ATTENTION), 60_000, 10, 1);

        assertThat(reduced.attention()).isTrue();
        assertThat(reduced.scaled()).isEqualTo(new Size(200, 100));
        assertThat(enlarged.source()).isEqualTo(new Area(0, 0, 20, 10));
        assertThat(enlarged.scaled()).isEqualTo(new Size(1000, 500));
    }

    private static Recipe recipe(int width, int height, Fit fit, Focus focus) {
        return new Recipe(width, height, fit, focus, 80, RenditionFormat.WEBP, false);
    }
}
