package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Reads formats whose dimensions are at a fixed position among the first bytes. */
final class FixedHeaders {
    private static final int BITMAP_CORE_HEADER = 12;
    private static final int WEBP_ANIMATION = 0x02;

    private FixedHeaders() {}

    /** Reads IHDR, the first chunk (PNG, section 11.2.1), and checks its checksum, as decoders do. */
    static Dimensions png(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.BIG_ENDIAN).seek(8);
        if (reader.uint32() != 13) {
            throw new DamagedHeader("an IHDR of another length");
        }
        CRC32 checksum = new CRC32();
        for (int i = 0; i < 4 + 13; i++) {
            checksum.update(reader.uint8());
        }
        if (reader.uint32() != checksum.getValue()) {
            throw new DamagedHeader("an IHDR with a wrong checksum");
        }
        if (!reader.seek(12).fourCharacters().equals("IHDR")) {
            throw new DamagedHeader("no IHDR");
        }
        return new Dimensions(reader.uint32(), reader.uint32());
    }

    /** Reads the first chunk, which has one of three types (RFC 9649, sections 2.5 to 2.7). Ignores the RIFF header. */
    static Dimensions webp(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.LITTLE_ENDIAN).seek(12);
        String chunk = reader.fourCharacters();
        long length = reader.uint32();
        return switch (chunk) {
            case "VP8 " -> webpLossy(reader, length);
            case "VP8L" -> webpLossless(reader, length);
            case "VP8X" -> webpExtended(reader, length);
            default -> throw new DamagedHeader("another chunk before the image");
        };
    }

    /**
     * Reads the header of a key frame (RFC 6386, section 9.1): for each side, 14 bits of size and 2 bits of scale.
     * Decoders ignore the scale.
     */
    private static Dimensions webpLossy(HeaderReader reader, long length) throws IOException {
        boolean keyFrame = (reader.uint8() & 1) == 0;
        reader.skip(2);
        boolean startCode = reader.uint8() == 0x9D && reader.uint8() == 0x01 && reader.uint8() == 0x2A;
        if (!keyFrame || !startCode || length < 10) {
            throw new DamagedHeader("no key frame");
        }
        return new Dimensions(reader.uint16() & 0x3FFF, reader.uint16() & 0x3FFF);
    }

    /**
     * Reads the width and the height, each minus one in 14 bits (RFC 9649, section 3.4). The 3 bits of the version must
     * be 0.
     */
    private static Dimensions webpLossless(HeaderReader reader, long length) throws IOException {
        if (reader.uint8() != 0x2F || length < 5) {
            throw new DamagedHeader("no lossless signature");
        }
        long bits = reader.uint32();
        if (bits >>> 29 != 0) {
            throw new DamagedHeader("another version of lossless");
        }
        return new Dimensions((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    }

    /**
     * Reads the width and the height of the canvas, each minus one in 24 bits. A decoder keeps two canvases of an
     * animation.
     */
    private static Dimensions webpExtended(HeaderReader reader, long length) throws IOException {
        if (length < 10) {
            throw new DamagedHeader("a short VP8X");
        }
        boolean isAnimated = (reader.uint8() & WEBP_ANIMATION) != 0;
        reader.skip(3);
        int width = reader.uint16() | reader.uint8() << 16;
        int height = reader.uint16() | reader.uint8() << 16;
        return new Dimensions(width + 1L, height + 1L, isAnimated ? 2 * (width + 1L) * (height + 1L) : 0);
    }

    /** Returns whether the header after the file header has the length of a known BMP header version. */
    static boolean isBitmap(HeaderReader reader) throws IOException {
        if (reader.length() < 18) {
            return true; // truncated: a bitmap with a damaged header
        }
        int headerLength = (int) reader.order(ByteOrder.LITTLE_ENDIAN).seek(14).uint32();
        return switch (headerLength) {
            case BITMAP_CORE_HEADER, 16, 40, 52, 56, 64, 108, 124 -> true;
            default -> false;
        };
    }

    /**
     * Reads the width and the height: unsigned 16-bit numbers in the oldest header, signed 32-bit numbers in all
     * others. A negative height means that the top row is first.
     */
    static Dimensions bmp(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.LITTLE_ENDIAN).seek(14);
        if (reader.uint32() == BITMAP_CORE_HEADER) {
            return new Dimensions(reader.uint16(), reader.uint16());
        }
        int width = (int) reader.uint32();
        int height = (int) reader.uint32();
        return new Dimensions(width, Math.abs((long) height));
    }
}
