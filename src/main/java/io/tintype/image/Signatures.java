package io.tintype.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Recognizes formats by their first bytes, which are compared as ISO-8859-1. */
final class Signatures {
    private static final String JPEG = "\u00ff\u00d8";
    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    private static final String BIG_TIFF_LITTLE = "II+\0\b\0\0\0";
    private static final String BIG_TIFF_BIG = "MM\0+\0\b\0\0";

    /** Number of bytes that are inspected. The longest signature has 15 bytes; markup may start with a license. */
    private static final int HEAD = 1024;

    private Signatures() {}

    /**
     * Returns the accepted format of a file.
     *
     * @throws ImageException.UnsupportedFormat if it is in another format, or in an unknown one
     */
    static ImageFormat recognise(HeaderReader reader) throws IOException {
        byte[] bytes = reader.head(HEAD);
        String head = new String(bytes, StandardCharsets.ISO_8859_1);
        return accepted(head, reader)
                .orElseThrow(() -> new ImageException.UnsupportedFormat(
                        OtherTypes.detect(head, bytes).orElse(null)));
    }

    private static Optional<ImageFormat> accepted(String head, HeaderReader reader) throws IOException {
        if (isFileTypeBox(head)) {
            return HeifHeader.codec(reader);
        }
        if (head.startsWith(JPEG)) {
            return Optional.of(ImageFormat.JPEG);
        }
        if (head.startsWith(PNG)) {
            return Optional.of(ImageFormat.PNG);
        }
        if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return Optional.of(ImageFormat.GIF);
        }
        if (isRiff(head, "WEBP")) {
            return Optional.of(ImageFormat.WEBP);
        }
        if (isTiff(head)) {
            return Optional.of(ImageFormat.TIFF);
        }
        boolean bitmap = head.startsWith("BM") && FixedHeaders.isBitmap(reader); // text may also start with "BM"
        return bitmap ? Optional.of(ImageFormat.BMP) : Optional.empty();
    }

    /** Returns whether the file is a TIFF. Excludes Canon's raw format, a TIFF with a signature of its own. */
    private static boolean isTiff(String head) {
        return (head.startsWith("II*\0") && !head.startsWith(OtherTypes.CR2))
                || head.startsWith("MM\0*")
                || head.startsWith(BIG_TIFF_LITTLE)
                || head.startsWith(BIG_TIFF_BIG);
    }

    static boolean isFileTypeBox(String head) {
        return head.length() >= 12 && head.startsWith("ftyp", 4);
    }

    static boolean isRiff(String head, String type) {
        return head.startsWith("RIFF") && head.startsWith(type, 8);
    }
}
