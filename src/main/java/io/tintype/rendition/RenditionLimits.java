package io.tintype.rendition;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The presets and limits of renditions.
 *
 * @param presets the size in pixels of the square that a rendition fits into, by preset name; at least one preset
 * @param pixels maximum number of pixels of all images that are decoded at the same time, at least 1
 * @param library file name of libvips, or {@code off}
 */
record RenditionLimits(Map<String, Integer> presets, int pixels, String library) {

    private static final String DEFAULT_PRESETS = "thumbnail:320,preview:1280";
    private static final String DEFAULT_MAX_RENDITION_PIXELS = "64000000";
    private static final String DEFAULT_VIPS_LIBRARY = "libvips.so.42";
    private static final int MAX_PRESETS = 16;
    private static final int LARGEST = 4096;
    private static final Pattern PRESET = Pattern.compile("\\s*([a-z][a-z0-9-]{0,31}):([1-9][0-9]{0,3})\\s*");

    /** Reads the limits from the configuration, or stops startup. */
    @Singleton
    static class Source {

        @Startup
        @Produces
        @Singleton
        RenditionLimits limits(RenditionConfig config) {
            return new RenditionLimits(
                    presets(config.presets().orElse(DEFAULT_PRESETS)),
                    pixels(config.maxRenditionPixels().orElse(DEFAULT_MAX_RENDITION_PIXELS)),
                    config.vipsLibrary().orElse(DEFAULT_VIPS_LIBRARY));
        }

        private static Map<String, Integer> presets(String text) {
            Map<String, Integer> presets = new LinkedHashMap<>();
            for (String entry : text.split(",", -1)) {
                Matcher preset = PRESET.matcher(entry);
                if (!preset.matches()
                        || Integer.parseInt(preset.group(2)) > LARGEST
                        || presets.size() == MAX_PRESETS
                        || presets.containsKey(preset.group(1))) {
                    throw new ConfigurationException(
                            "TINTYPE_PRESETS is '%s'. Set it to at most %d different names, each with a size of 1 to %d pixels, for example %s."
                                    .formatted(text, MAX_PRESETS, LARGEST, DEFAULT_PRESETS));
                }
                presets.put(preset.group(1), Integer.parseInt(preset.group(2)));
            }
            return Map.copyOf(presets);
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
