package io.tintype.rendition.recipe;

import io.tintype.storage.RenditionFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * A recipe without its format, which is chosen for each request.
 *
 * @param width in pixels, or 0 if the height alone limits the rendition
 * @param height in pixels, or 0 if the width alone limits the rendition
 * @param focus {@link Focus#CENTER} if the fit is not {@link Fit#COVER}
 * @param quality 40 to 95, or 0 for the default of the format
 */
public record RecipeParameters(int width, int height, Fit fit, Focus focus, int quality) {

    public static final int MIN_QUALITY = 40;
    public static final int MAX_QUALITY = 95;
    public static final int QUALITY_STEP = 5;

    /** Maximum sides of a rendition whose parameters set neither width nor height, in pixels. */
    public static final int OWN_SIZE = 3840;

    private static final int DEFAULT_QUALITY = 80;

    /** AVIF's scale is another one: 55 looks like 80 of JPEG and WebP. */
    private static final int DEFAULT_AVIF_QUALITY = 55;

    /** Returns the parameters of a picture that fits into a box. */
    public static RecipeParameters contain(int width, int height) {
        return new RecipeParameters(width, height, Fit.CONTAIN, Focus.CENTER, 0);
    }

    /**
     * Returns the recipes for the formats that a request accepts, in the same order. JPEG followed by PNG becomes one
     * recipe, whose rendition is PNG only if the picture has transparent parts.
     */
    public List<Recipe> recipes(List<RenditionFormat> formats) {
        boolean pngForAlpha = formats.contains(RenditionFormat.JPEG) && formats.contains(RenditionFormat.PNG);
        List<Recipe> recipes = new ArrayList<>();
        for (RenditionFormat format : formats) {
            if (format != RenditionFormat.PNG || !pngForAlpha) {
                recipes.add(recipe(format, pngForAlpha && format == RenditionFormat.JPEG));
            }
        }
        return recipes;
    }

    private Recipe recipe(RenditionFormat format, boolean pngForAlpha) {
        return new Recipe(width, height, fit, focus, quality(format), format, pngForAlpha);
    }

    private int quality(RenditionFormat format) {
        return switch (format) {
            case PNG -> 0;
            case AVIF -> quality > 0 ? quality : DEFAULT_AVIF_QUALITY;
            case WEBP, JPEG -> quality > 0 ? quality : DEFAULT_QUALITY;
        };
    }
}
