package io.tintype.image;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Tells formats by their first bytes. */
final class Signatures {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] BIG_TIFF_LITTLE = {'I', 'I', 43, 0, 8, 0, 0, 0};
    private static final byte[] BIG_TIFF_BIG = {'M', 'M', 0, 43, 0, 8, 0, 0};
    private static final byte[] BMP = {'B', 'M'};
    private static final byte[] FILE_TYPE_BOX = {'f', 't', 'y', 'p'};

    /** Bytes that are looked at: the library's signatures take 32, and markup may have a licence before its root. */
    private static final int HEAD = 1024;

    private Signatures() {}

    /**
     * The accepted format that the first bytes say.
     *
     * @throws ImageException.UnsupportedFormat when they say something else, or nothing
     */
    static ImageFormat recognise(HeaderReader reader) throws IOException {
        byte[] head = reader.head(HEAD);
        FileType type = FileTypeDetector.detectFileType(new ByteArrayInputStream(head));
        return accepted(type, head, reader).orElseThrow(() -> OtherTypes.refuse(type, head));
    }

    private static Optional<ImageFormat> accepted(FileType type, byte[] head, HeaderReader reader) throws IOException {
        if (isFileTypeBox(head)) {
            return HeifHeader.codec(reader); // the library knows half of the brands, and only as the first
        }
        if (startsWith(head, BIG_TIFF_LITTLE) || startsWith(head, BIG_TIFF_BIG)) {
            return Optional.of(ImageFormat.TIFF);
        }
        if (startsWith(head, PNG)) {
            return Optional.of(ImageFormat.PNG); // the library wants the first chunk, too: cut off, it would be unknown
        }
        return switch (type) {
            case Jpeg -> Optional.of(ImageFormat.JPEG);
            case Gif -> Optional.of(ImageFormat.GIF);
            case WebP -> Optional.of(ImageFormat.WEBP);
            case Tiff -> Optional.of(ImageFormat.TIFF);
            case Bmp -> bitmap(head, reader);
            default -> Optional.empty();
        };
    }

    /** The library calls every text a bitmap that begins with "BM", or like one of OS/2's icons and pointers. */
    private static Optional<ImageFormat> bitmap(byte[] head, HeaderReader reader) throws IOException {
        return startsWith(head, BMP) && FixedHeaders.isBitmap(reader) ? Optional.of(ImageFormat.BMP) : Optional.empty();
    }

    private static boolean isFileTypeBox(byte[] head) {
        return head.length >= 12 && startsWith(Arrays.copyOfRange(head, 4, 8), FILE_TYPE_BOX);
    }

    static boolean startsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length
                && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }
}
