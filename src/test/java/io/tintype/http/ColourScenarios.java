package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.tintype.testing.Account;
import io.tintype.testing.Bytes;
import io.tintype.testing.Colours;
import io.tintype.testing.Libvips;
import io.tintype.testing.Libvips.Pixels;
import io.tintype.testing.Quadrants;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the colours of renditions, in flat areas, on every build. They do not depend on the store. */
interface ColourScenarios {

    static List<Quadrants> quadrants() {
        return Quadrants.all();
    }

    @ParameterizedTest
    @MethodSource("quadrants")
    default void showsTheColoursOfTheImage(Quadrants image) {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId(image.name(), image.file());

        for (String format : List.of("avif", "webp", "jpeg", "png")) {
            var response = caller.request().get("/images/" + id + "/renditions?width=320&quality=90&format=" + format);
            response.then().statusCode(200).contentType("image/" + format);

            Colours.assertSquares(Libvips.decode(response.asByteArray()), image, "image/" + format);
        }
    }

    /**
     * Four inks without a profile have no one colour: libvips takes those of common print, other programs brighter
     * ones.
     */
    @Test
    default void showsInksWithoutAProfileAsPrinted() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("cmyk.jpg", Quadrants.resource("cmyk.jpg"));

        Pixels pixels = rendition(caller, id, "image/jpeg");

        Colours.assertColour(pixels, 16, 48, 0xFFFFFF, "image/jpeg");
        assertThat(List.of(pixels.value(48, 16, 0), pixels.value(48, 16, 1), pixels.value(48, 16, 2)))
                .allMatch(black -> black < 50);
        assertThat(pixels.value(16, 16, 0)).as("red of cyan").isLessThan(60);
        assertThat(pixels.value(16, 16, 2)).as("blue of cyan").isGreaterThan(200);
        assertThat(pixels.value(48, 48, 0)).as("red of magenta").isGreaterThan(200);
        assertThat(pixels.value(48, 48, 1)).as("green of magenta").isLessThan(60);
    }

    /** Another screen than the frame fills; some sizes are those of displays of old, which decoders ignore. */
    @ParameterizedTest
    @CsvSource({"128, 128, 0, 0", "128, 96, 64, 32", "640, 480, 100, 300", "64, 65, 0, 1"})
    default void leavesTheScreenEmptyAroundAFrame(int width, int height, int left, int top) {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("screen.gif", gif(width, height, left, top));
        double scale = Math.min(1, 320.0 / width);

        Pixels webp = rendition(caller, id, "image/webp");
        Pixels jpeg = rendition(caller, id, "image/jpeg");

        assertThat(webp.width()).isEqualTo((int) Math.round(width * scale));
        assertThat(webp.height()).isEqualTo((int) Math.round(height * scale));
        int x = (int) ((left + 16) * scale);
        int y = (int) ((top + 16) * scale);
        assertThat(webp.value(x, y, 2)).as("blue, of an area that is small").isGreaterThan(245);
        assertThat(jpeg.value(x, y, 2)).as("blue, of an area that is small").isGreaterThan(245);
        assertThat(webp.alpha(x, y)).isEqualTo(255);
        int outsideX = left > 0 ? 1 : webp.width() - 1;
        int outsideY = top > 0 ? 0 : webp.height() - 1;
        assertThat(webp.alpha(outsideX, outsideY)).isZero();
        if (height > 65) {
            Colours.assertColour(jpeg, outsideX, outsideY, 0xFFFFFF, "image/jpeg");
        }
    }

    /** In browsers, too, the screen grows to its first frame. */
    @ParameterizedTest
    @CsvSource({"32, 32, 0, 0, 64, 64", "0, 0, 0, 0, 64, 64", "10, 100, 10, 20, 74, 100"})
    default void growsTheScreenToTheFirstFrame(
            int width, int height, int left, int top, int shownWidth, int shownHeight) {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        String id = caller.uploadedId("screen.gif", gif(width, height, left, top));

        caller.request()
                .get("/images/" + id + "/metadata")
                .then()
                .body("width", equalTo(shownWidth))
                .body("height", equalTo(shownHeight));
        Pixels webp = rendition(caller, id, "image/webp");

        assertThat(webp.width()).isEqualTo(shownWidth);
        assertThat(webp.height()).isEqualTo(shownHeight);
        Colours.assertColour(webp, left + 16, top + 16, 0x0000FF, "image/webp");
        Colours.assertColour(webp, left + 48, top + 48, 0xC86432, "image/webp");
    }

    private static byte[] gif(int width, int height, int left, int top) {
        byte[] gif = Quadrants.all().stream()
                .filter(image -> image.name().endsWith(".gif"))
                .findFirst()
                .orElseThrow()
                .file();
        System.arraycopy(Bytes.join(Bytes.little16(width), Bytes.little16(height)), 0, gif, 6, 4);
        int frame = Bytes.indexOf(gif, ",\0\0\0\0@\0@\0"); // its descriptor: at 0, 0 and 64 by 64
        System.arraycopy(Bytes.join(Bytes.little16(left), Bytes.little16(top)), 0, gif, frame + 1, 4);
        return gif;
    }

    private static Pixels rendition(Account caller, String id, String type) {
        var response = caller.request().accept(type).get(RenditionScenarios.thumbnail(id));
        response.then().statusCode(200).contentType(type);
        return Libvips.decode(response.asByteArray());
    }
}
