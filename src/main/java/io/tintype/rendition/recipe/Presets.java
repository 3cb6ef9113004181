package io.tintype.rendition.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the operator's presets, for example {@code thumbnail:320,card:600x400 cover attention,hero:1920x q70}. */
public final class Presets {

    public static final int MAX_PRESETS = 16;

    /** Maximum side of a preset's rendition, in pixels. */
    public static final int MAX_SIDE = 4096;

    private static final Pattern PRESET =
            Pattern.compile("([a-z][a-z0-9-]{0,31}):([1-9][0-9]{0,3}|[1-9][0-9]{0,3}x|x[1-9][0-9]{0,3}"
                    + "|[1-9][0-9]{0,3}x[1-9][0-9]{0,3})((?: [a-z0-9/]+)*)");

    private Presets() {}

    /**
     * Reads the presets, separated by commas: a name, a colon, and a size, which is the side of a square, a width, a
     * height or both; then optionally {@code cover}, {@code attention} or a point in percent such as {@code 30/75}, and a
     * quality such as {@code q70}.
     *
     * @return the recipes by name, or empty if the text is invalid
     */
    public static Optional<Map<String, RecipeParameters>> parse(String text) {
        Map<String, RecipeParameters> presets = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            Matcher preset = PRESET.matcher(entry.strip().replaceAll("\\s+", " "));
            Optional<RecipeParameters> recipe = preset.matches() ? recipe(preset) : Optional.empty();
            if (recipe.isEmpty() || presets.putIfAbsent(preset.group(1), recipe.get()) != null) {
                return Optional.empty();
            }
        }
        return presets.size() <= MAX_PRESETS ? Optional.of(Map.copyOf(presets)) : Optional.empty();
    }

    private static Optional<RecipeParameters> recipe(Matcher preset) {
        String size = preset.group(2);
        int x = size.indexOf('x');
        int width = number(x < 0 ? size : size.substring(0, x));
        int height = number(x < 0 ? size : size.substring(x + 1));
        Fit fit = Fit.CONTAIN;
        Focus focus = null;
        int quality = 0;
        for (String word : preset.group(3).strip().split(" ")) {
            if (word.equals("cover") && fit == Fit.CONTAIN) {
                fit = Fit.COVER;
            } else if (word.matches("q[0-9]{2}") && quality == 0 && RecipeParser.isQuality(number(word.substring(1)))) {
                quality = number(word.substring(1));
            } else if (!word.isEmpty()) {
                Optional<Focus> read = RecipeParser.focus(word.replace('/', ','));
                if (focus != null || read.isEmpty()) {
                    return Optional.empty();
                }
                focus = read.get();
            }
        }
        boolean crops = fit == Fit.COVER;
        if (width > MAX_SIDE || height > MAX_SIDE || crops && width * height == 0 || !crops && focus != null) {
            return Optional.empty();
        }
        return Optional.of(new RecipeParameters(width, height, fit, focus == null ? Focus.CENTER : focus, quality));
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
