package io.tintype.image;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The limits of uploads.
 *
 * @param maxBytes of an image, 1 to 5 GiB, the limit of one request to S3
 * @param maxPixels that an image may declare, width times height, at least 1
 */
public record UploadLimits(long maxBytes, long maxPixels) {

    private static final String DEFAULT_MAX_UPLOAD = "25M";
    private static final String DEFAULT_MAX_PIXELS = "100000000";
    private static final long MAX_BYTES = 5L * 1024 * 1024 * 1024;

    /** Parses the configuration, or stops startup. */
    @Singleton
    static class Source {

        @Startup
        @Produces
        @Singleton
        UploadLimits limits(UploadConfig config) {
            return new UploadLimits(
                    bytes(config.maxUpload().orElse(DEFAULT_MAX_UPLOAD)),
                    pixels(config.maxPixels().orElse(DEFAULT_MAX_PIXELS)));
        }

        private static long bytes(String text) {
            try {
                long bytes = new MemorySizeConverter().convert(text).asLongValue();
                if (bytes >= 1 && bytes <= MAX_BYTES) {
                    return bytes;
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                // reported below
            }
            throw new ConfigurationException(
                    "TINTYPE_MAX_UPLOAD is '%s'. Set it to a size from 1 to 5G, for example 25M.".formatted(text));
        }

        private static long pixels(String text) {
            try {
                long pixels = Long.parseLong(text);
                if (pixels >= 1) {
                    return pixels;
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw new ConfigurationException(
                    "TINTYPE_MAX_PIXELS is '%s'. Set it to a number of pixels, for example 100000000.".formatted(text));
        }
    }
}
