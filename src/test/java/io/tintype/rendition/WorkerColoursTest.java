package io.tintype.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Focus;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.storage.RenditionFormat;
import io.tintype.testing.Colours;
import io.tintype.testing.Libvips;
import io.tintype.testing.Libvips.Pixels;
import io.tintype.testing.Quadrants;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that renditions in every format, of images in every format, have the colours that browsers show. */
class WorkerColoursTest {

    @RegisterExtension
    static final WorkerHarness worker = new WorkerHarness();

    static List<Quadrants> quadrants() {
        return Quadrants.all();
    }

    @ParameterizedTest
    @MethodSource("quadrants")
    void showsTheColoursOfTheImage(Quadrants image) throws IOException {
        for (RenditionFormat format : worker.formats()) {
            Pixels pixels = Libvips.decode(worker.make(image.file(), recipe(format, false)));

            Colours.assertSquares(pixels, image, format.mediaType());
        }
    }

    /** JPEG has no transparency. A picture that has an alpha channel but is opaque stays JPEG. */
    @Test
    void makesPngInsteadOfJpegOfTransparentPicturesOnly() throws IOException {
        for (Quadrants image : quadrants()) {
            boolean transparent = Arrays.stream(image.colours()).anyMatch(colour -> colour >>> 24 > 0);

            worker.make(image.file(), recipe(RenditionFormat.JPEG, true));

            assertThat(worker.lastFormat())
                    .as(image.name())
                    .isEqualTo(transparent ? RenditionFormat.PNG : RenditionFormat.JPEG);
        }
    }

    @Test
    void rejectsSamplesWithoutAKnownWhite() {
        assertThatThrownBy(() -> worker.make(Quadrants.integers(), recipe(RenditionFormat.PNG, false)))
                .isInstanceOf(RenditionException.Undecodable.class);
    }

    private static Recipe recipe(RenditionFormat format, boolean pngForAlpha) {
        int quality = format == RenditionFormat.PNG ? 0 : 90;
        return new Recipe(320, 320, Fit.CONTAIN, Focus.CENTER, quality, format, pngForAlpha);
    }
}
