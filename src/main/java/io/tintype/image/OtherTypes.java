package io.tintype.image;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Detects common types that are not accepted, so that the problem can name them: "application/pdf" tells the client
 * what went wrong. Signatures of two or three bytes are left out, since a wrong guess misleads.
 */
final class OtherTypes {
    static final String CR2 = "II*\0\u0010\0\0\0CR";

    private static final Map<String, String> SIGNATURES = Map.ofEntries(
            Map.entry("%PDF", "application/pdf"),
            Map.entry("PK\u0003\u0004", "application/zip"),
            Map.entry("PK\u0005\u0006", "application/zip"),
            Map.entry("PK\u0007\b", "application/zip"),
            Map.entry("%!PS", "application/postscript"),
            Map.entry("\u00c5\u00d0\u00d3\u00c6", "application/postscript"),
            Map.entry("{\\rtf1", "application/rtf"),
            Map.entry("8BPS", "image/vnd.adobe.photoshop"),
            Map.entry("\0\0\u0001\0", "image/x-icon"),
            Map.entry(CR2, "image/x-canon-cr2"),
            Map.entry("II\u001a\0\0\0HEAPCCDR", "image/x-canon-crw"),
            Map.entry("IIRO\b\0", "image/x-olympus-orf"),
            Map.entry("IIRS\b\0", "image/x-olympus-orf"),
            Map.entry("MMOR\0\0", "image/x-olympus-orf"),
            Map.entry("FUJIFILMCCD-RAW", "image/x-fuji-raf"));

    private static final Set<String> MP4_BRANDS =
            Set.of("isom", "iso2", "avc1", "mp41", "mp42", "M4A ", "M4B ", "M4P ", "M4V ", "MSNV", "3gp5");

    private static final Set<String> HEIF_BRANDS = Set.of("mif1", "msf1");

    private OtherTypes() {}

    /**
     * Detects the media type of a file that is not accepted.
     *
     * @param head the first bytes as ISO-8859-1
     */
    static Optional<String> detect(String head, byte[] bytes) {
        if (Signatures.isFileTypeBox(head)) {
            return brand(head.substring(8, 12));
        }
        if (Signatures.isRiff(head, "WAVE")) {
            return Optional.of("audio/vnd.wave");
        }
        if (Signatures.isRiff(head, "AVI ")) {
            return Optional.of("video/vnd.avi");
        }
        return SIGNATURES.entrySet().stream()
                .filter(signature -> head.startsWith(signature.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> markup(bytes));
    }

    private static Optional<String> brand(String major) {
        if (MP4_BRANDS.contains(major)) {
            return Optional.of("video/mp4");
        }
        return HEIF_BRANDS.contains(major) ? Optional.of("image/heif") : Optional.empty();
    }

    /** Detects HTML and XML after a byte order mark and white space. */
    private static Optional<String> markup(byte[] bytes) {
        String text =
                new String(bytes, charset(bytes)).replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT);
        if (Stream.of("<!doctype html", "<html", "<head", "<body", "<script").anyMatch(text::startsWith)) {
            return Optional.of("text/html");
        }
        if (text.startsWith("<svg") || text.startsWith("<!doctype svg")) {
            return Optional.of("image/svg+xml");
        }
        if (text.startsWith("<?xml")) {
            boolean svg = text.contains("<svg") || text.contains("<!doctype svg");
            return Optional.of(svg ? "image/svg+xml" : "application/xml");
        }
        return Optional.empty();
    }

    private static Charset charset(byte[] bytes) {
        boolean utf16 = bytes.length >= 2
                && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                        || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
        return utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }
}
