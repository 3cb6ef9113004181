package io.tintype.rendition.worker;

import java.io.EOFException;
import java.io.IOException;

/**
 * The headers and the palette of a BMP.
 *
 * @param topDown whether the top row is the first one
 * @param masks the bits of red, green, blue and alpha in a pixel of 16 or 32 bits
 * @param palette 256 colours as 0xRRGGBB, black where the file has none
 */
record BmpHeader(
        int width, int height, boolean topDown, int bits, Compression compression, int[] masks, int[] palette) {

    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int SHORT_OS2_HEADER = 16;
    private static final int INFO_HEADER = 40;
    private static final int OS2_HEADER = 64;

    /** The length of the oldest header that contains the mask of alpha. */
    private static final int HEADER_WITH_ALPHA = 56;

    /** The length of the oldest header whose mask of alpha counts without {@link Compression#MASKS} too. */
    private static final int V4_HEADER = 108;

    private static final int MASKS = 4;
    private static final int COLOURS = 256;
    private static final int[] NO_MASKS = {0, 0, 0, 0};
    private static final int[] MASKS_OF_16 = {0x7C00, 0x3E0, 0x1F, 0};

    /** How pixels are stored. */
    enum Compression {
        NONE,
        RUNS,
        MASKS
    }

    /**
     * Reads everything before the pixels.
     *
     * @throws UndecodableException if browsers do not show such a BMP
     */
    static BmpHeader read(BmpInput in) throws IOException {
        in.skip(10);
        long offset = in.uint32();
        int length = in.int32();
        boolean core = length == CORE_HEADER;
        int width = core ? in.uint16() : in.int32();
        int height = core ? in.uint16() : in.int32();
        in.skip(2); // planes
        int bits = in.uint16();
        boolean isShort = core || length == SHORT_OS2_HEADER;
        int method = isShort ? 0 : in.int32();
        in.skip(isShort ? 0 : 12);
        int used = isShort ? 0 : in.int32();
        in.skip(isShort ? 0 : 4);
        Compression compression = compression(method, bits, length);
        int[] masks = masks(in, length, bits, compression, method);
        int[] palette = bits > 8 ? new int[0] : palette(in, core ? 3 : 4, used, bits, offset);
        if (offset > 0 && offset < in.position() || width <= 0 || height == Integer.MIN_VALUE) {
            throw new UndecodableException("a damaged BMP header");
        }
        in.skip(offset == 0 ? 0 : offset - in.position());
        return new BmpHeader(width, Math.abs(height), height < 0, bits, compression, masks, palette);
    }

    private static Compression compression(int method, int bits, int length) {
        boolean isOs2 = length == OS2_HEADER;
        boolean supported = switch (method) {
            case 0 -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case 1 -> bits == 8;
            case 2 -> bits == 4;
            case 3, 6 -> !isOs2 && (bits == 16 || bits == 32);
            case 4 -> isOs2 && bits == 24;
            default -> false;
        };
        if (!supported) {
            throw new UndecodableException("a BMP with compression " + method + " and " + bits + " bits");
        }
        return switch (method) {
            case 0 -> Compression.NONE;
            case 3, 6 -> Compression.MASKS;
            default -> Compression.RUNS;
        };
    }

    /** Reads the masks, which follow the header of 40 bytes and are part of longer ones, and skips the header's rest. */
    private static int[] masks(BmpInput in, int length, int bits, Compression compression, int method)
            throws IOException {
        int[] masks = NO_MASKS.clone();
        boolean follow = length == INFO_HEADER && compression == Compression.MASKS;
        int present = follow ? method == 6 ? MASKS : MASKS - 1 : length >= HEADER_WITH_ALPHA ? MASKS : MASKS - 1;
        if (follow || length > INFO_HEADER && length != OS2_HEADER) {
            for (int i = 0; i < present; i++) {
                masks[i] = in.int32();
            }
        }
        in.skip(Math.max(0, FILE_HEADER + length - in.position()));
        if (compression == Compression.MASKS) {
            return masks;
        }
        int alpha = length >= V4_HEADER ? masks[3] : 0;
        return switch (bits) {
            case 16 -> MASKS_OF_16;
            case 32 -> new int[] {0xFF0000, 0xFF00, 0xFF, alpha};
            default -> NO_MASKS;
        };
    }

    private static int[] palette(BmpInput in, int entry, int used, int bits, long offset) throws IOException {
        int[] palette = new int[COLOURS];
        long count = used <= 0 || used > COLOURS ? 1 << bits : used;
        if (offset > in.position()) {
            count = Math.min(count, (offset - in.position()) / entry);
        }
        try {
            for (int i = 0; i < count; i++) {
                palette[i] = in.uint8() | in.uint8() << 8 | in.uint8() << 16;
                in.skip(entry - 3);
            }
        } catch (EOFException _) {
            throw new UndecodableException("a truncated palette");
        }
        return palette;
    }
}
