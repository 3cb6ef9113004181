package io.tintype.http.download;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The Content-Disposition of a download (RFC 6266): always an attachment, so that a browser saves it and never shows
 * it as a page of ours.
 */
final class ContentDisposition {

    /** What RFC 8187, section 3.2.1 leaves unescaped, besides letters and digits. */
    private static final String ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /**
     * {@code filename} for old clients, with '_' for what it cannot carry safely: anything but printable ASCII, quotes,
     * backslashes, path separators, and '%', which some clients decode (RFC 6266, appendix D). {@code filename*}
     * carries the exact name.
     */
    static String attachment(String name) {
        return "attachment; filename=\"" + plain(name) + "\"; filename*=UTF-8''" + encoded(name);
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints().forEach(c -> plain.append(c >= ' ' && c <= '~' && "\"\\/%".indexOf(c) < 0 ? (char) c : '_'));
        return plain.toString();
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder(name.length() * 3);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || ATTRIBUTE_CHARACTERS.indexOf(c) >= 0)) {
                encoded.append(c);
                continue;
            }
            encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return encoded.toString();
    }
}
