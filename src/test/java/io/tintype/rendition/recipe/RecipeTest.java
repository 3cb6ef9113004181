package io.tintype.rendition.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {

    static Stream<Arguments> namesOfRecipes() {
        return Stream.of(
                named("320x320-q80-v3.webp", recipe(320, 320, Fit.CONTAIN, Focus.CENTER, 80, RenditionFormat.WEBP)),
                named("640x-q50-v3.avif", recipe(640, 0, Fit.CONTAIN, Focus.CENTER, 50, RenditionFormat.AVIF)),
                named("x400-q95-v3.jpg", recipe(0, 400, Fit.CONTAIN, Focus.CENTER, 95, RenditionFormat.JPEG)),
                named("600x400-cover-center-v3.png", recipe(600, 400, Fit.COVER, Focus.CENTER, 0, RenditionFormat.PNG)),
                named(
                        "600x400-cover-attention-q80-v3.webp",
                        recipe(600, 400, Fit.COVER, Focus.ATTENTION, 80, RenditionFormat.WEBP)),
                named(
                        "600x400-cover-at0-100-q80-v3.webp",
                        recipe(600, 400, Fit.COVER, Focus.point(0, 100), 80, RenditionFormat.WEBP)),
                named(
                        "600x400-cover-center-q80-v3.webp",
                        recipe(600, 400, Fit.COVER, Focus.point(50, 50), 80, RenditionFormat.WEBP)));
    }

    @ParameterizedTest
    @MethodSource("namesOfRecipes")
    void namesEachRecipeOnce(String name, Recipe recipe) {
        assertThat(recipe.name().text()).isEqualTo(name);
        assertThat(RenditionName.isSuperseded(name)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("namesOfRecipes")
    void findsItsNamesSupersededInAnOlderVersion(String name) {
        assertThat(RenditionName.isSuperseded(name.replace("-v3.", "-v2."))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "640, 0, 4000, 3000, 546133", // 640 x 853 if the picture is upright after a quarter turn
        "640, 0, 100, 60000, 442341", // 27 x 16383
        "0, 480, 4000, 3000, 307200",
        "3840, 3840, 1000, 500, 500000",
        "320, 320, 6000, 10, 320"
    })
    void limitsThePixelsOfARendition(int width, int height, int imageWidth, int imageHeight, long most) {
        Recipe recipe = recipe(width, height, Fit.CONTAIN, Focus.CENTER, 55, RenditionFormat.AVIF);

        assertThat(recipe.maxPixels(imageWidth, imageHeight)).isBetween(most - width, most + 640);
    }

    @Test
    void fillsTheBoxOfACrop() {
        Recipe recipe = recipe(3840, 640, Fit.COVER, Focus.CENTER, 55, RenditionFormat.AVIF);

        assertThat(recipe.maxPixels(10, 10)).isEqualTo(3840L * 640);
    }

    @Test
    void makesOneRecipeOfJpegAndPng() {
        RecipeParameters parameters = RecipeParameters.contain(320, 320);

        assertThat(parameters.recipes(List.of(RenditionFormat.AVIF, RenditionFormat.JPEG, RenditionFormat.PNG)))
                .extracting(recipe -> recipe.name().text())
                .containsExactly("320x320-q55-v3.avif", "320x320-q80-alpha-v3.jpg");
        assertThat(parameters.recipes(List.of(RenditionFormat.JPEG, RenditionFormat.PNG)))
                .extracting(recipe -> recipe.nameOf(RenditionFormat.PNG).text())
                .containsExactly("320x320-q80-alpha-v3.png");
        assertThat(parameters.recipes(List.of(RenditionFormat.PNG)))
                .extracting(recipe -> recipe.name().text())
                .containsExactly("320x320-v3.png");
    }

    private static Arguments named(String name, Recipe recipe) {
        return Arguments.of(name, recipe);
    }

    private static Recipe recipe(int width, int height, Fit fit, Focus focus, int quality, RenditionFormat format) {
        return new Recipe(width, height, fit, focus, quality, format, false);
    }
}
