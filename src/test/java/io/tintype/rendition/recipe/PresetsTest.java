package io.tintype.rendition.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {

    @Test
    void readsSizesCropsAndQualities() {
        assertThat(Presets.parse("thumbnail:320, card:600x400  cover attention,hero:1920x q70,strip:x96,"
                        + "face:64x64 q95 30/5 cover,full:4096"))
                .contains(Map.of(
                        "thumbnail",
                        RecipeParameters.contain(320, 320),
                        "card",
                        new RecipeParameters(600, 400, Fit.COVER, Focus.ATTENTION, 0),
                        "hero",
                        new RecipeParameters(1920, 0, Fit.CONTAIN, Focus.CENTER, 70),
                        "strip",
                        RecipeParameters.contain(0, 96),
                        "face",
                        new RecipeParameters(64, 64, Fit.COVER, Focus.point(30, 5), 95),
                        "full",
                        RecipeParameters.contain(4096, 4096)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "thumbnail",
                "thumbnail:",
                "thumbnail:x",
                "thumbnail:0",
                "thumbnail:4097",
                "thumbnail:1x4097",
                "thumbnail:01",
                "thumbnail:320px",
                "thumbnail: 320",
                "thumbnail:320 cover cover",
                "thumbnail:320x cover",
                "thumbnail:320 attention",
                "thumbnail:320 30/5",
                "thumbnail:320 cover 30/101",
                "thumbnail:320 cover attention center",
                "thumbnail:320 q39",
                "thumbnail:320 q72",
                "thumbnail:320 q70 q75",
                "thumbnail:320 webp",
                "Thumbnail:320",
                "a:1,a:2",
                "a:1,,b:2",
                "a:1,"
            })
    void rejectsInvalidPresets(String text) {
        assertThat(Presets.parse(text)).isEmpty();
    }
}
