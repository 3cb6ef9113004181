package io.tintype.storage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a rendition among those of its image, by what it is: a preset's name may come to mean another size, and must
 * never bring back the old one. The name has a version, so that renditions which an older service made otherwise are
 * not found, and made again.
 *
 * @param size pixels of the square that the rendition fits, at least 1
 */
public record RenditionName(int size, RenditionFormat format) {

    /** Version 1, which names do not mention, had other colours. Version 2 has those of the image. */
    private static final int VERSION = 2;

    private static final Pattern TEXT = Pattern.compile("[1-9][0-9]{0,4}(?:-v([1-9][0-9]{0,4}))?\\.(?:webp|jpg)");

    /** Returns it as a file's name, for example {@code 320-v2.webp}. */
    public String text() {
        return size + "-v" + VERSION + "." + format.extension();
    }

    /** Tells whether a file's name is that of a rendition which an older service made and this one never opens. */
    public static boolean isSuperseded(String text) {
        Matcher name = TEXT.matcher(text);
        return name.matches() && (name.group(1) == null || Integer.parseInt(name.group(1)) < VERSION);
    }
}
