package io.tintype.rendition;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.rendition.recipe.Presets;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.rendition.recipe.RecipeParser;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.SortedSet;

/**
 * The presets and limits of renditions.
 *
 * @param presets the recipes by preset name; at least one preset
 * @param sizes the widths and heights that a request may have, in pixels; at least one
 * @param pixels maximum number of pixels of all images that are decoded at the same time, at least 1
 * @param library file name of libvips, or {@code off}
 */
record RenditionLimits(Map<String, RecipeParameters> presets, SortedSet<Integer> sizes, int pixels, String library) {

    private static final String DEFAULT_PRESETS = "thumbnail:320,preview:1280";
    private static final String DEFAULT_SIZES =
            "16,32,48,64,96,128,256,320,384,640,750,768,828,1024,1080,1200,1280,1536,1920,2048,3840";
    private static final String DEFAULT_MAX_RENDITION_PIXELS = "64000000";
    private static final String DEFAULT_VIPS_LIBRARY = "libvips.so.42";

    /** Reads the limits from the configuration, or stops startup. */
    @Singleton
    static class Source {

        @Startup
        @Produces
        @Singleton
        RenditionLimits limits(RenditionConfig config) {
            return new RenditionLimits(
                    presets(config.presets().orElse(DEFAULT_PRESETS)),
                    sizes(config.sizes().orElse(DEFAULT_SIZES)),
                    pixels(config.maxRenditionPixels().orElse(DEFAULT_MAX_RENDITION_PIXELS)),
                    config.vipsLibrary().orElse(DEFAULT_VIPS_LIBRARY));
        }

        private static Map<String, RecipeParameters> presets(String text) {
            return Presets.parse(text)
                    .orElseThrow(() -> new ConfigurationException(
                            ("TINTYPE_PRESETS is '%s'. Set it to at most %d different names, each with a size of 1 to %d pixels"
                                            + " and optionally a crop and a quality, for example %s,card:600x400 cover attention q70.")
                                    .formatted(text, Presets.MAX_PRESETS, Presets.MAX_SIDE, DEFAULT_PRESETS)));
        }

        private static SortedSet<Integer> sizes(String text) {
            return RecipeParser.sizes(text)
                    .orElseThrow(() -> new ConfigurationException(
                            "TINTYPE_SIZES is '%s'. Set it to at most %d widths and heights of 1 to %d pixels, for example %s."
                                    .formatted(text, RecipeParser.MAX_SIZES, Presets.MAX_SIDE, DEFAULT_SIZES)));
        }

        private static int pixels(String text) {
            try {
                int pixels = Integer.parseInt(text);
                if (pixels >= 1) {
                    return pixels;
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw new ConfigurationException(
                    "TINTYPE_MAX_RENDITION_PIXELS is '%s'. Set it to a number of pixels from 1 to 2147483647, for example %s."
                            .formatted(text, DEFAULT_MAX_RENDITION_PIXELS));
        }
    }
}
