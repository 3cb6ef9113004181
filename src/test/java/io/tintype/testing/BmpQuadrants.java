package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** BMP of every version, depth and compression. */
final class BmpQuadrants {

    private static final int[] COLOURS = Quadrants.COLOURS;
    private static final int[] ALPHAS = {255, 128, 0, 255};
    private static final int[] TRANSLUCENT = {COLOURS[0], 0x7F000000 | COLOURS[1], 0xFF000000, COLOURS[3]};
    private static final int[][] INDICES = SquareRows.single(0, 1, 2, 3);
    private static final int[] MASKS_565 = {0xF800, 0x7E0, 0x1F};
    private static final int[] MASKS_4444 = {0xF00, 0xF0, 0xF, 0xF000};
    private static final int[] MASKS_32 = {0xFF0000, 0xFF00, 0xFF, 0xFF000000};

    private BmpQuadrants() {}

    static void addTo(List<Quadrants> all) {
        uncompressed(all);
        masked(all);
        runs(all);
    }

    private static void uncompressed(List<Quadrants> all) {
        byte[] palette = palette(4, COLOURS);
        byte[] two = palette(4, 0xC86432, 0x0000FF);
        byte[] rgb = rows(bgr(COLOURS), 8);
        add(
                all,
                "1-bit.bmp",
                bmp(40, 1, 0, two, rows(SquareRows.single(0, 1, 1, 0), 1)),
                0xC86432,
                0x0000FF,
                0x0000FF,
                0xC86432);
        add(all, "4-bit.bmp", bmp(40, 4, 0, palette, rows(INDICES, 4)), COLOURS);
        add(all, "8-bit.bmp", bmp(40, 8, 0, palette, rows(INDICES, 8)), COLOURS);
        add(
                all,
                "16-bit.bmp",
                bmp(40, 16, 0, zeros(0), rows(little16(values(COLOURS, 0x7C00, 0x3E0, 0x1F)), 16)),
                0x0000FF,
                0x212121,
                0xFFFFFF,
                0xC56331);
        add(all, "24-bit.bmp", bmp(40, 24, 0, zeros(0), rgb), COLOURS);
        add(all, "24-bit-os2.bmp", bmp(12, 24, 0, zeros(0), rgb), COLOURS);
        add(all, "8-bit-os2.bmp", bmp(12, 8, 0, join(palette(3, COLOURS), zeros(3 * 252)), rows(INDICES, 8)), COLOURS);
        add(all, "24-bit-os2-2.bmp", bmp(64, 24, 0, zeros(0), rgb), COLOURS);
        add(all, "24-bit-v4.bmp", bmp(108, 24, 0, zeros(0), rgb), COLOURS);
        add(all, "32-bit.bmp", bmp(40, 32, 0, zeros(0), rows(SquareRows.with(bgr(COLOURS), 0, 0, 0, 0), 8)), COLOURS);
        add(
                all,
                "32-bit-unused.bmp",
                bmp(40, 32, 0, zeros(0), rows(SquareRows.with(bgr(COLOURS), ALPHAS), 8)),
                COLOURS);
        byte[] topDown = bmp(40, 24, 0, zeros(0), SquareRows.packed(bgr(COLOURS), 8, zeros(0), 4));
        System.arraycopy(Bytes.little32(-Quadrants.SIDE), 0, topDown, 22, 4);
        add(all, "top-down.bmp", topDown, COLOURS);
    }

    private static void masked(List<Quadrants> all) {
        byte[] rgba = rows(SquareRows.with(bgr(COLOURS), ALPHAS), 8);
        byte[] rgb0 = rows(SquareRows.with(bgr(COLOURS), 0, 0, 0, 0), 8);
        add(
                all,
                "565.bmp",
                bmp(40, 16, 3, masks(MASKS_565), rows(little16(values(COLOURS, MASKS_565)), 16)),
                0x0000FF,
                0x212021,
                0xFFFFFF,
                0xC56531);
        add(all, "32-bit-masks.bmp", bmp(40, 32, 3, masks(0xFF0000, 0xFF00, 0xFF), rgba), COLOURS);
        add(
                all,
                "10-bit-masks.bmp",
                bmp(40, 32, 3, masks(0x3FF00000, 0xFFC00, 0x3FF), rows(little32(values10(COLOURS)), 32)),
                COLOURS);
        int[][] translucent = little16(values(TRANSLUCENT, MASKS_4444));
        add(
                all,
                "4444-alpha.bmp",
                bmp(124, 16, 3, zeros(0), rows(translucent, 16), MASKS_4444),
                0x0000FF,
                0x77222222,
                0xFF000000,
                0xCC6633);
        add(all, "alpha-v4.bmp", bmp(108, 32, 3, zeros(0), rgba, MASKS_32), TRANSLUCENT);
        add(all, "alpha-v5.bmp", bmp(124, 32, 3, zeros(0), rgba, MASKS_32), TRANSLUCENT);
        add(all, "alpha-56.bmp", bmp(56, 32, 3, zeros(0), rgba, MASKS_32), TRANSLUCENT);
        add(
                all,
                "transparent-v5.bmp",
                bmp(124, 32, 3, zeros(0), rgb0, MASKS_32),
                0xFF000000,
                0xFF000000,
                0xFF000000,
                0xFF000000);
        add(all, "uncompressed-v4.bmp", bmp(108, 32, 0, zeros(0), rgba), COLOURS);
        add(all, "uncompressed-v5.bmp", bmp(124, 32, 0, zeros(0), rgba, MASKS_32), TRANSLUCENT);
        add(all, "uncompressed-56.bmp", bmp(56, 32, 0, zeros(0), rgba, MASKS_32), COLOURS);
        add(all, "alpha-mask-40.bmp", bmp(40, 32, 6, masks(MASKS_32), rgba), TRANSLUCENT);
    }

    private static void runs(List<Quadrants> all) {
        byte[] palette = palette(4, COLOURS);
        byte[] end = bytes(0, 1);
        byte[] line = bytes(0, 0);
        byte[] lower = join(bytes(32, 2, 32, 3), line);
        byte[] upper = join(bytes(32, 0, 32, 1), line);
        byte[] literal = join(bytes(0, 31), repeat(bytes(0), 31), bytes(0), bytes(1, 0, 32, 1), line);
        byte[] rle8 = join(repeat(lower, 32), repeat(upper, 16), repeat(literal, 16));
        add(all, "rle8.bmp", bmp(40, 8, 1, palette, join(rle8, end)), COLOURS);
        byte[] lower4 = join(bytes(32, 0x22, 32, 0x33), line);
        byte[] literal4 = join(bytes(0, 32), zeros(16), bytes(32, 0x11), line);
        add(all, "rle4.bmp", bmp(40, 4, 2, palette, join(repeat(lower4, 32), repeat(literal4, 32), end)), COLOURS);
        byte[] right = join(bytes(0, 2, 32, 0), bytes(32, 3), line);
        byte[] skipping = join(repeat(right, 32), repeat(upper, 32), end);
        add(all, "rle8-skipping.bmp", bmp(40, 8, 1, palette, skipping), COLOURS[0], COLOURS[1], 0, COLOURS[3]);
        byte[] short8 = join(repeat(lower, 32), end);
        add(all, "rle8-short.bmp", bmp(40, 8, 1, palette, short8), 0, 0, COLOURS[2], COLOURS[3]);
        byte[] lower24 = join(bytes(32, 0xFF, 0xFF, 0xFF), bytes(32, 0x32, 0x64, 0xC8), line);
        byte[] upper24 = join(bytes(32, 0xFF, 0, 0), bytes(32, 0x20, 0x20, 0x20), line);
        add(all, "rle24.bmp", bmp(64, 24, 4, zeros(0), join(repeat(lower24, 32), repeat(upper24, 32), end)), COLOURS);
    }

    /** Returns the rows from the bottom to the top. */
    private static byte[] rows(int[][] squares, int bits) {
        int[][] turned = {squares[2], squares[3], squares[0], squares[1]};
        return SquareRows.packed(turned, bits, zeros(0), 4);
    }

    private static int[][] bgr(int... colours) {
        int[][] squares = SquareRows.rgb(8, colours);
        for (int[] square : squares) {
            int red = square[0];
            square[0] = square[2];
            square[2] = red;
        }
        return squares;
    }

    private static int[] values(int[] colours, int... masks) {
        int[] values = new int[colours.length];
        for (int i = 0; i < colours.length; i++) {
            int[] channels = {
                colours[i] >> 16 & 0xFF, colours[i] >> 8 & 0xFF, colours[i] & 0xFF, 255 - (colours[i] >>> 24)
            };
            for (int band = 0; band < masks.length; band++) {
                int most = masks[band] >>> Integer.numberOfTrailingZeros(masks[band]);
                int value = Math.round(channels[band] * most / 255f);
                values[i] |= value << Integer.numberOfTrailingZeros(masks[band]);
            }
        }
        return values;
    }

    private static int[] values10(int... colours) {
        return values(colours, 0x3FF00000, 0xFFC00, 0x3FF);
    }

    /** Returns 16-bit samples whose bytes are swapped. */
    private static int[][] little16(int... values) {
        int[][] squares = SquareRows.single(values);
        for (int[] square : squares) {
            square[0] = Short.toUnsignedInt(Short.reverseBytes((short) square[0]));
        }
        return squares;
    }

    private static int[][] little32(int... values) {
        int[][] squares = SquareRows.single(values);
        for (int[] square : squares) {
            square[0] = Integer.reverseBytes(square[0]);
        }
        return squares;
    }

    private static byte[] palette(int entry, int... colours) {
        ByteArrayOutputStream palette = new ByteArrayOutputStream();
        for (int colour : colours) {
            palette.writeBytes(bytes(colour & 0xFF, colour >> 8 & 0xFF, colour >> 16));
            palette.writeBytes(zeros(entry - 3));
        }
        return palette.toByteArray();
    }

    private static byte[] masks(int... masks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int mask : masks) {
            bytes.writeBytes(Bytes.little32(mask));
        }
        return bytes.toByteArray();
    }

    private static byte[] bmp(int length, int bits, int compression, byte[] between, byte[] pixels, int... masks) {
        byte[] side = length == 12 ? Bytes.little16(Quadrants.SIDE) : Bytes.little32(Quadrants.SIDE);
        byte[] start = join(Bytes.little32(length), side, side, Bytes.little16(1), Bytes.little16(bits));
        if (length > 12) {
            int colours = bits <= 8 ? between.length / 4 : 0;
            start = join(
                    start, Bytes.little32(compression), zeros(12), Bytes.little32(colours), zeros(4), masks(masks));
        }
        byte[] header = join(start, zeros(length - start.length));
        if (length >= 108) {
            System.arraycopy(text("BGRs"), 0, header, 56, 4); // "sRGB", the colour space
        }
        int offset = 14 + length + between.length;
        byte[] file = join(text("BM"), Bytes.little32(offset + pixels.length), zeros(4), Bytes.little32(offset));
        return join(file, header, between, pixels);
    }

    private static void add(List<Quadrants> all, String name, byte[] file, int... colours) {
        all.add(new Quadrants(name, file, colours));
    }
}
