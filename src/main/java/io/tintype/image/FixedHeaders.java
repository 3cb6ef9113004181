package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Reads formats whose dimensions are at a fixed position among the first bytes. */
final class FixedHeaders {
    private static final int BITMAP_CORE_HEADER = 12;

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

    /** Reads the first chunk, one of three kinds (RFC 9649, sections 2.5 to 2.7). Ignores the RIFF header. */
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

    /** Reads a key frame (RFC 6386, section 9.1): 14 bits per side, and two of a scale that decoders ignore. */
    private static Dimensions webpLossy(HeaderReader reader, long length) throws IOException {
        boolean keyFrame = (reader.uint8() & 1) == 0;
        reader.skip(2);
        boolean startCode = reader.uint8() == 0x9D && reader.uint8() == 0x01 && reader.uint8() == 0x2A;
        if (!keyFrame || !startCode || length < 10) {
            throw new DamagedHeader("no key frame");
        }
        return new Dimensions(reader.uint16() & 0x3FFF, reader.uint16() & 0x3FFF);
    }

    /** Reads 14 bits per side, less one (RFC 9649, section 3.4), and three bits of version, which is 0. */
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

    /** Reads the canvas: 24 bits per side, less one. */
    private static Dimensions webpExtended(HeaderReader reader, long length) throws IOException {
        if (length < 10) {
            throw new DamagedHeader("a short VP8X");
        }
        reader.skip(4); // flags
        int width = reader.uint16() | reader.uint8() << 16;
        int height = reader.uint16() | reader.uint8() << 16;
        return new Dimensions(width + 1L, height + 1L);
    }

    /** Returns whether the header after the file header has the length of a defined one. */
    static boolean isBitmap(HeaderReader reader) throws IOException {
        if (reader.length() < 18) {
            return true; // cut off
        }
        int headerLength = (int) reader.order(ByteOrder.LITTLE_ENDIAN).seek(14).uint32();
        return switch (headerLength) {
            case BITMAP_CORE_HEADER, 16, 40, 52, 56, 64, 108, 124 -> true;
            default -> false;
        };
    }

    /** Reads unsigned 16 bits in the oldest header, or signed 32 bits; a negative height means top row first. */
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
