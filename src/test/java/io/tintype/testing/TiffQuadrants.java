package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** TIFF of every photometric interpretation, depth and compression that cameras, scanners and editors write. */
final class TiffQuadrants {

    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int PREMULTIPLIED = 1;
    private static final int STRAIGHT = 2;

    /** The format of samples that are floating-point numbers. */
    private static final int IEEE = 3;

    private static final int[] COLOURS = Quadrants.COLOURS;
    private static final int[] ALPHAS = {255, 128, 0, 255};
    private static final int[] TRANSLUCENT = {COLOURS[0], 0x7F000000 | COLOURS[1], 0xFF000000, COLOURS[3]};

    private TiffQuadrants() {}

    static void addTo(List<Quadrants> all) {
        for (String compression : List.of("LZW", "ZLib", "PackBits", "Deflate")) {
            add(all, compression + ".tiff", Quadrants.compressedTiff(COLOURS, compression, false), COLOURS);
        }
        add(all, "tiles.tiff", Quadrants.compressedTiff(COLOURS, "LZW", true), COLOURS);
        greys(all);
        floats(all);
        alpha(all);
        profile(all, "display-p3", MatrixProfile.DISPLAY_P3);
        profile(all, "adobe-rgb", MatrixProfile.ADOBE_RGB);
        profile(all, "prophoto", MatrixProfile.PROPHOTO);
    }

    private static void greys(List<Quadrants> all) {
        int[][] greys = SquareRows.single(0, 0x20, 0xFF, 0x80);
        int[][] greys16 = SquareRows.single(0, 0x2020, 0xFFFF, 0x8080);
        int[] shown = {0, 0x202020, 0xFFFFFF, 0x808080};
        add(all, "grey.tiff", tiff(BLACK_IS_ZERO, 8, greys), shown);
        add(all, "grey16.tiff", tiff(BLACK_IS_ZERO, 16, greys16), shown);
        add(all, "white-is-zero.tiff", tiff(WHITE_IS_ZERO, 8, greys), 0xFFFFFF, 0xDFDFDF, 0, 0x7F7F7F);
        int[][] blackAndWhite = SquareRows.single(0, 1, 1, 0);
        add(all, "1-bit.tiff", tiff(BLACK_IS_ZERO, 1, blackAndWhite), 0, 0xFFFFFF, 0xFFFFFF, 0);
        add(all, "1-bit-white-is-zero.tiff", tiff(WHITE_IS_ZERO, 1, blackAndWhite), 0xFFFFFF, 0, 0, 0xFFFFFF);
        add(all, "palette.tiff", tiff(PALETTE, 8, SquareRows.single(0, 1, 2, 3), entry(320, 3, colourMap())), COLOURS);
        add(
                all,
                "gamma1.8-grey.tiff",
                tiff(BLACK_IS_ZERO, 8, greys, entry(34675, 7, MatrixProfile.grey(1.8))),
                0,
                MatrixProfile.greyInSrgb(1.8, 0x20),
                0xFFFFFF,
                MatrixProfile.greyInSrgb(1.8, 0x80));
    }

    /** Floating-point samples are proportional to light: those of scRGB (IEC 61966-2-2). */
    private static void floats(List<Quadrants> all) {
        int[] greys = {0, 0x202020, 0xFFFFFF, 0x808080};
        int[][] rgb = SquareRows.rgb(8, COLOURS);
        int[][] grey = SquareRows.single(0, 0x20, 0xFF, 0x80);
        add(all, "float.tiff", floatTiff(RGB, rgb), COLOURS);
        add(all, "float-grey.tiff", floatTiff(BLACK_IS_ZERO, grey), greys);
    }

    private static byte[] floatTiff(int photometric, int[][] squares) {
        int[][] floats = Arrays.stream(squares)
                .map(square -> Arrays.stream(square)
                        .map(value -> Integer.reverseBytes(Float.floatToIntBits((float) MatrixProfile.light(value))))
                        .toArray())
                .toArray(int[][]::new);
        return tiff(photometric, 32, floats, entry(339, 3, repeat(little16(IEEE), squares[0].length)));
    }

    /** An image whose samples are integers of 32 bits, which nothing displays. */
    static byte[] integers() {
        return tiff(RGB, 32, SquareRows.rgb(8, COLOURS));
    }

    private static void alpha(List<Quadrants> all) {
        int[][] straight = SquareRows.with(SquareRows.rgb(8, COLOURS), ALPHAS);
        int[][] premultiplied = SquareRows.with(SquareRows.rgb(8, COLOURS[0], 0x101010, 0, COLOURS[3]), ALPHAS);
        int[][] straight16 = SquareRows.with(SquareRows.rgb(16, COLOURS), 0xFFFF, 0x8080, 0, 0xFFFF);
        add(all, "alpha.tiff", tiff(RGB, 8, straight, entry(338, 3, little16(STRAIGHT))), TRANSLUCENT);
        add(all, "alpha16.tiff", tiff(RGB, 16, straight16, entry(338, 3, little16(STRAIGHT))), TRANSLUCENT);
        add(
                all,
                "premultiplied.tiff",
                tiff(RGB, 8, premultiplied, entry(338, 3, little16(PREMULTIPLIED))),
                TRANSLUCENT);
    }

    private static void profile(List<Quadrants> all, String name, MatrixProfile profile) {
        for (int bits : new int[] {8, 16}) {
            byte[] file = tiff(RGB, bits, SquareRows.rgb(bits, PngQuadrants.MILD), entry(34675, 7, profile.bytes()));
            add(all, name + bits + ".tiff", file, PngQuadrants.inSrgb(profile, PngQuadrants.MILD));
        }
    }

    private static byte[] colourMap() {
        ByteArrayOutputStream map = new ByteArrayOutputStream();
        for (int shift = 16; shift >= 0; shift -= 8) {
            for (int i = 0; i < 256; i++) {
                map.writeBytes(little16(i < 4 ? (COLOURS[i] >> shift & 0xFF) * 0x101 : 0));
            }
        }
        return map.toByteArray();
    }

    /** An entry of a directory; more than four bytes follow the directory. */
    private record Entry(int tag, int type, long count, byte[] value) {}

    private static Entry entry(int tag, int type, byte[] value) {
        return new Entry(tag, type, type == 3 ? value.length / 2 : value.length, value);
    }

    private static Entry number(int tag, int value) {
        return new Entry(tag, 4, 1, little32(value));
    }

    /** Uncompressed, in one strip. Samples of 16 bits have equal bytes, so that their order does not matter. */
    private static byte[] tiff(int photometric, int bits, int[][] squares, Entry... more) {
        byte[] pixels = SquareRows.packed(squares, bits, zeros(0), 1);
        int samples = squares[0].length;
        List<Entry> entries = new ArrayList<>(List.of(
                number(256, Quadrants.SIDE),
                number(257, Quadrants.SIDE),
                entry(258, 3, repeat(little16(bits), samples)),
                number(259, 1),
                number(262, photometric),
                number(273, 0),
                number(277, samples),
                number(278, Quadrants.SIDE),
                number(279, pixels.length)));
        entries.addAll(Arrays.asList(more));
        int at = 8 + 2 + 12 * entries.size() + 4;
        int pixelsAt = at + entries.stream().mapToInt(TiffQuadrants::outside).sum();
        byte[] directory = zeros(0);
        byte[] values = zeros(0);
        for (Entry entry : entries) {
            byte[] value = entry.tag() == 273 ? little32(pixelsAt) : entry.value();
            byte[] inside = value.length > 4 ? little32(at + values.length) : join(value, zeros(4 - value.length));
            directory = join(directory, little16(entry.tag()), little16(entry.type()), little32(entry.count()), inside);
            values = join(values, value.length > 4 ? join(value, zeros(value.length % 2)) : zeros(0));
        }
        byte[] start = join(text("II"), little16(42), little32(8), little16(entries.size()));
        return join(start, directory, little32(0), values, pixels);
    }

    private static int outside(Entry entry) {
        int length = entry.value().length;
        return length > 4 ? length + length % 2 : 0;
    }

    private static void add(List<Quadrants> all, String name, byte[] file, int... colours) {
        all.add(new Quadrants(name, file, colours));
    }
}
