package io.tintype.storage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a rendition of an image by its size and format, not by its preset: the operator may change the size of a
 * preset, which must then never return the rendition of the old size. The name contains a version, so that the service
 * does not find renditions that an older version made differently, and makes them again.
 *
 * @param size side of the square that the rendition fits into, in pixels, at least 1
 */
public record RenditionName(int size, RenditionFormat format) {

    /** Version 1, which the names do not contain, did not keep the colours of the image. Version 2 does. */
    private static final int VERSION = 2;

    private static final Pattern TEXT = Pattern.compile("[1-9][0-9]{0,4}(?:-v([1-9][0-9]{0,4}))?\\.(?:webp|jpg)");

    /** Returns the name as a file name, for example {@code 320-v2.webp}. */
    public String text() {
        return size + "-v" + VERSION + "." + format.extension();
    }

    /** Returns whether this is the file name of a rendition that an older service made and this service never opens. */
    public static boolean isSuperseded(String text) {
        Matcher name = TEXT.matcher(text);
        return name.matches() && (name.group(1) == null || Integer.parseInt(name.group(1)) < VERSION);
    }
}
