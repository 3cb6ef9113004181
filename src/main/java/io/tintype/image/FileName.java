package io.tintype.image;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Sanitizes the file names of uploads and links, under which downloads are saved. */
public final class FileName {

    /** The limit of most file systems, and of a key of the S3 catalog. */
    private static final int MAX_BYTES = 255;

    /** Maximum length of an extension with its dot. A longer one is part of the name, not a file type. */
    private static final int MAX_EXTENSION = 16;

    /**
     * Control characters could break a header. Characters that change the direction of text could make {@code gpj.exe}
     * look like {@code exe.jpg}. Characters without a width could make an invisible name; joiners are kept, since emoji
     * and many scripts need them.
     */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\u200B\\u2028\\u2029\\u202A-\\u202E\\u2060\\u2066-\\u2069\\uFEFF]");

    private FileName() {}

    /**
     * Returns the last segment of a submitted name (RFC 7578, section 4.2), printable, with at most 255 bytes of UTF-8.
     * A longer name is shortened before its extension. An empty result becomes {@code image}.
     */
    public static String of(String submitted) {
        String name = submitted.substring(Math.max(submitted.lastIndexOf('/'), submitted.lastIndexOf('\\')) + 1);
        // Forms percent-encode what would end the header (WHATWG HTML, "multipart/form-data encoding algorithm").
        name = name.replace("%22", "\"").replace("%0D", "").replace("%0A", "");
        name = UNPRINTABLE.matcher(wellFormed(name)).replaceAll("").strip();
        return name.isEmpty() || name.equals(".") || name.equals("..") ? "image" : shorten(name);
    }

    /** Replaces unpaired surrogates with '?', since UTF-8 cannot encode them. */
    private static String wellFormed(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String shorten(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && name.length() - dot <= MAX_EXTENSION ? name.substring(dot) : "";
        int room = MAX_BYTES - bytes(extension);
        StringBuilder stem = new StringBuilder();
        int used = 0;
        for (int at = 0; at < name.length(); ) {
            String character = Character.toString(name.codePointAt(at));
            used += bytes(character);
            if (used > room) {
                break;
            }
            stem.append(character);
            at += character.length();
        }
        return stem.toString().stripTrailing() + extension; // the cut may be after a space
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
