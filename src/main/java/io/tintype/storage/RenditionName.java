package io.tintype.storage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a rendition of an image by the recipe that it was made by, not by its preset: the operator may change the
 * recipe of a preset, which must then never return the rendition of the old one. The name contains a version, so that
 * the service does not find renditions that an older version made differently, and makes them again.
 *
 * @param recipe the canonical text of the recipe, without the format: lowercase letters, digits and hyphens
 */
public record RenditionName(String recipe, RenditionFormat format) {

    /**
     * Version 1, which the names do not contain, did not keep the colours of the image. The names of version 2 contain
     * only the side of a square.
     */
    private static final int VERSION = 3;

    private static final Pattern SUPERSEDED = Pattern.compile(
            "[1-9][0-9]{0,4}\\.(?:webp|jpg)|[0-9a-z-]{1,64}-v([1-9][0-9]{0,4})\\.(?:avif|webp|jpg|png)");

    /** Returns the name as a file name, for example {@code 320x320-q80-v3.webp}. */
    public String text() {
        return recipe + "-v" + VERSION + "." + format.extension();
    }

    /** Returns whether this is the file name of a rendition that an older service made and this service never opens. */
    public static boolean isSuperseded(String text) {
        Matcher name = SUPERSEDED.matcher(text);
        return name.matches() && (name.group(1) == null || Integer.parseInt(name.group(1)) < VERSION);
    }
}
