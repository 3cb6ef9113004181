package io.tintype.rendition.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

    private static Arguments named(String name, Recipe recipe) {
        return Arguments.of(name, recipe);
    }

    private static Recipe recipe(int width, int height, Fit fit, Focus focus, int quality, RenditionFormat format) {
        return new Recipe(width, height, fit, focus, quality, format, false);
    }
}
