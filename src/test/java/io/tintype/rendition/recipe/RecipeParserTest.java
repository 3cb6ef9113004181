package io.tintype.rendition.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tintype.storage.RenditionFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeParserTest {

    private final RecipeParser parser = new RecipeParser(List.of(3840, 16, 320, 640));

    @Test
    void fitsIntoTheGivenSize() {
        assertThat(parser.parse(640, null, null, null, null))
                .isEqualTo(new RecipeParameters(640, 0, Fit.CONTAIN, Focus.CENTER, 0));
        assertThat(parser.parse(null, 320, "contain", "center", 95))
                .isEqualTo(new RecipeParameters(0, 320, Fit.CONTAIN, Focus.CENTER, 95));
        assertThat(parser.parse(640, 16, "cover", "attention", 40))
                .isEqualTo(new RecipeParameters(640, 16, Fit.COVER, Focus.ATTENTION, 40));
        assertThat(parser.parse(640, 16, "cover", "7,100", null))
                .isEqualTo(new RecipeParameters(640, 16, Fit.COVER, Focus.point(7, 100), 0));
    }

    @Test
    void keepsThePicturesOwnSizeWithinALimit() {
        assertThat(parser.parse(null, null, "", "", null))
                .isEqualTo(new RecipeParameters(3840, 3840, Fit.CONTAIN, Focus.CENTER, 0));
    }

    @ParameterizedTest
    @CsvSource({"15, 16", "0, 16", "-640, 16", "400, 320 or 640", "3841, 3840", "999999999, 3840"})
    void namesTheNearestSizes(int size, String nearest) {
        String requirement = "must be an allowed size; the nearest is " + nearest;
        assertThat(violations(size, null, null, null, null)).containsExactly(Map.entry("width", requirement));
        assertThat(violations(null, size, null, null, null)).containsExactly(Map.entry("height", requirement));
    }

    @Test
    void namesEveryViolation() {
        assertThat(violations(1, 2, "fill", "left", 81)).containsOnlyKeys("width", "height", "fit", "focus", "quality");
        assertThat(violations(640, null, "cover", null, null))
                .containsExactly(Map.entry("fit", "cover requires width and height"));
        assertThat(violations(640, 640, "contain", "attention", null))
                .containsExactly(Map.entry("focus", "requires fit=cover"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 0, 35, 39, 41, 82, 96, 100})
    void acceptsQualitiesInSteps(int quality) {
        assertThat(violations(640, null, null, null, quality))
                .containsExactly(Map.entry("quality", "must be 40 to 95 in steps of 5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"101,0", "0,101", "-1,0", "1", "1,2,3", "0.5,0.5", "center,center", "1, 2", "0001,2", "١,٢"})
    void acceptsPointsInPercent(String focus) {
        assertThat(violations(640, 640, "cover", focus, null)).containsOnlyKeys("focus");
    }

    @ParameterizedTest
    @CsvSource({"avif, AVIF", "webp, WEBP", "jpeg, JPEG", "png, PNG"})
    void readsTheFormat(String text, RenditionFormat format) {
        assertThat(RecipeParser.format(text)).contains(format);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "auto")
    void leavesTheFormatToNegotiation(String text) {
        assertThat(RecipeParser.format(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "WEBP", "gif", "image/webp", " webp"})
    void rejectsOtherFormats(String text) {
        InvalidRecipeException invalid =
                catchThrowableOfType(InvalidRecipeException.class, () -> RecipeParser.format(text));
        assertThat(invalid.violations())
                .containsExactly(Map.entry("format", "must be one of auto, avif, webp, jpeg, png"));
    }

    @Test
    void readsSizes() {
        assertThat(RecipeParser.sizes("640, 16,4096,640")).contains(new TreeSet<>(Set.of(16, 640, 4096)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "4097", "320px", "320,,640", "320;640", "-1", "320,"})
    void rejectsInvalidSizes(String text) {
        assertThat(RecipeParser.sizes(text)).isEmpty();
        assertThat(RecipeParser.sizes(
                        IntStream.rangeClosed(1, 33).mapToObj(String::valueOf).collect(Collectors.joining(","))))
                .isEmpty();
    }

    private Map<String, String> violations(Integer width, Integer height, String fit, String focus, Integer quality) {
        return catchThrowableOfType(
                        InvalidRecipeException.class, () -> parser.parse(width, height, fit, focus, quality))
                .violations();
    }
}
