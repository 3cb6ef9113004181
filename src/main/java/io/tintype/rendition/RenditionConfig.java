package io.tintype.rendition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.Optional;

/** The presets and limits of renditions, as configured. */
@ConfigMapping(prefix = "tintype")
interface RenditionConfig {

    /** Names and recipes, separated by commas, as {@code Presets} reads them. Default thumbnail:320,preview:1280. */
    Optional<String> presets();

    /** Widths and heights that a request may have, in pixels, separated by commas. Default: 21, from 16 to 3840. */
    Optional<String> sizes();

    /** Maximum number of pixels of all images whose renditions are made at the same time. Default 64000000. */
    Optional<String> maxRenditionPixels();

    /** File name of libvips, with or without a path; {@code off} disables renditions. Default libvips.so.42. */
    @WithName("vips-library")
    Optional<String> vipsLibrary();
}
