package io.tintype.http.download;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The Content-Disposition of a download (RFC 6266): always an attachment, so that a browser saves it and never renders
 * it as a page of this site.
 */
final class ContentDisposition {

    /** The characters besides letters and digits that RFC 8187, section 3.2.1, leaves unescaped. */
    private static final String ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /**
     * Returns the header's value. {@code filename} is for old clients, and has '_' for characters that it cannot
     * contain safely: anything but printable ASCII, quotes, backslashes, path separators, and '%', which some clients
     * decode (RFC 6266, appendix D). {@code filename*} contains the exact name.
     */
    static String of(String type, String name) {
        return type + "; filename=\"" + plain(name) + "\"; filename*=UTF-8''" + encoded(name);
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
