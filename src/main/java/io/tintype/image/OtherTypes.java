package io.tintype.image;

import com.drew.imaging.FileType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Names what is refused, where that is certain: a caller who reads "application/pdf" knows what went wrong. One who
 * reads a guess does not, so the library's guesses from two or three bytes are not passed on.
 */
final class OtherTypes {
    private static final byte[][] ZIP = {{'P', 'K', 3, 4}, {'P', 'K', 5, 6}, {'P', 'K', 7, 8}};

    private OtherTypes() {}

    static ImageException.UnsupportedFormat refuse(FileType type, byte[] head) {
        return new ImageException.UnsupportedFormat(
                switch (type) {
                    case Pdf, Psd, Ico, Eps, Rtf, Cr2, Crw, Orf, Raf, Avi, Wav, Mp4, Heif -> type.getMimeType();
                    case Zip ->
                        Stream.of(ZIP).anyMatch(magic -> Signatures.startsWith(head, magic))
                                ? type.getMimeType()
                                : null;
                    default -> markup(head);
                });
    }

    /** HTML and XML begin with what they are, behind a byte order mark and white space. */
    private static String markup(byte[] head) {
        String text =
                new String(head, charset(head)).replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT);
        if (Stream.of("<!doctype html", "<html", "<head", "<body", "<script").anyMatch(text::startsWith)) {
            return "text/html";
        }
        if (text.startsWith("<svg") || text.startsWith("<!doctype svg")) {
            return "image/svg+xml";
        }
        if (text.startsWith("<?xml")) {
            return text.contains("<svg") || text.contains("<!doctype svg") ? "image/svg+xml" : "application/xml";
        }
        return null;
    }

    private static Charset charset(byte[] head) {
        boolean utf16 = Signatures.startsWith(head, new byte[] {(byte) 0xFE, (byte) 0xFF})
                || Signatures.startsWith(head, new byte[] {(byte) 0xFF, (byte) 0xFE});
        return utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }
}
