package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.util.List;

/** PNG of every colour type and depth, with transparency and profiles. */
final class PngQuadrants {

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;
    private static final int[] COLOURS = Quadrants.COLOURS;
    private static final int[] ALPHAS = {255, 128, 0, 255};
    private static final int[] TRANSLUCENT = {COLOURS[0], 0x7F000000 | COLOURS[1], 0xFF000000, COLOURS[3]};

    /** Colours of a wide gamut that are also in sRGB. */
    static final int[] MILD = {0xB48C78, 0x8CA08C, 0x787896, 0xBEBEBE};

    private PngQuadrants() {}

    static void addTo(List<Quadrants> all) {
        depths(all);
        transparency(all);
        profiles(all);
    }

    private static void depths(List<Quadrants> all) {
        byte[] palette = palette(COLOURS);
        add(all, "grey1.png", png(1, GREY, SquareRows.single(0, 0, 1, 1)), 0, 0, 0xFFFFFF, 0xFFFFFF);
        add(all, "grey2.png", png(2, GREY, SquareRows.single(0, 1, 3, 2)), 0, 0x555555, 0xFFFFFF, 0xAAAAAA);
        add(all, "grey4.png", png(4, GREY, SquareRows.single(0, 2, 15, 8)), 0, 0x222222, 0xFFFFFF, 0x888888);
        add(
                all,
                "palette1.png",
                png(1, PALETTE, SquareRows.single(0, 1, 1, 0), palette(0xC86432, 0x0000FF)),
                0xC86432,
                0x0000FF,
                0x0000FF,
                0xC86432);
        for (int bits : new int[] {2, 4, 8}) {
            add(all, "palette" + bits + ".png", png(bits, PALETTE, SquareRows.single(0, 1, 2, 3), palette), COLOURS);
        }
        add(all, "rgb16.png", png(16, RGB, SquareRows.rgb(16, COLOURS)), COLOURS);
        add(all, "interlaced.png", Quadrants.progressive("png", COLOURS), COLOURS);
    }

    private static void transparency(List<Quadrants> all) {
        byte[] palette = join(palette(COLOURS), pngChunk("tRNS", bytes(ALPHAS)));
        byte[] greyKey = pngChunk("tRNS", big16(0x20));
        byte[] colourKey = pngChunk("tRNS", join(big16(0xC8), big16(0x64), big16(0x32)));
        int[][] greys = SquareRows.single(0, 0x20, 0xFF, 0x80);
        int[][] greys16 = SquareRows.single(0, 0x2020, 0xFFFF, 0x8080);
        int[] alphas16 = {0xFFFF, 0x8080, 0, 0xFFFF};
        int[] translucentGreys = {0, 0x7F202020, 0xFF000000, 0x808080};
        add(all, "palette-alpha.png", png(8, PALETTE, SquareRows.single(0, 1, 2, 3), palette), TRANSLUCENT);
        add(all, "palette2-alpha.png", png(2, PALETTE, SquareRows.single(0, 1, 2, 3), palette), TRANSLUCENT);
        add(all, "grey-key.png", png(8, GREY, greys, greyKey), 0, 0xFF000000, 0xFFFFFF, 0x808080);
        add(
                all,
                "rgb-key.png",
                png(8, RGB, SquareRows.rgb(8, COLOURS), colourKey),
                COLOURS[0],
                COLOURS[1],
                COLOURS[2],
                0xFF000000);
        add(all, "grey-alpha.png", png(8, GREY_ALPHA, SquareRows.with(greys, ALPHAS)), translucentGreys);
        add(all, "grey-alpha16.png", png(16, GREY_ALPHA, SquareRows.with(greys16, alphas16)), translucentGreys);
        add(all, "rgb-alpha.png", png(8, RGB_ALPHA, SquareRows.with(SquareRows.rgb(8, COLOURS), ALPHAS)), TRANSLUCENT);
        add(
                all,
                "rgb-alpha16.png",
                png(16, RGB_ALPHA, SquareRows.with(SquareRows.rgb(16, COLOURS), alphas16)),
                TRANSLUCENT);
    }

    private static void profiles(List<Quadrants> all) {
        profile(all, "display-p3", MatrixProfile.DISPLAY_P3);
        profile(all, "adobe-rgb", MatrixProfile.ADOBE_RGB);
        profile(all, "prophoto", MatrixProfile.PROPHOTO);
        profile(all, "rotated", MatrixProfile.ROTATED);
        int[][] greys = SquareRows.single(0, 0x20, 0xFF, 0x80);
        add(
                all,
                "grey-gamma1.8.png",
                png(8, GREY, greys, profileChunk(MatrixProfile.grey(1.8))),
                0,
                MatrixProfile.greyInSrgb(1.8, 0x20),
                0xFFFFFF,
                MatrixProfile.greyInSrgb(1.8, 0x80));
        int[][] alpha = SquareRows.with(SquareRows.rgb(8, MILD), 255, 255, 255, 255);
        add(
                all,
                "adobe-rgb-alpha.png",
                png(8, RGB_ALPHA, alpha, profileChunk(MatrixProfile.ADOBE_RGB.bytes())),
                inSrgb(MatrixProfile.ADOBE_RGB, MILD));
    }

    private static void profile(List<Quadrants> all, String name, MatrixProfile profile) {
        byte[] chunk = profileChunk(profile.bytes());
        for (int bits : new int[] {8, 16}) {
            add(all, name + bits + ".png", png(bits, RGB, SquareRows.rgb(bits, MILD), chunk), inSrgb(profile, MILD));
        }
    }

    static int[] inSrgb(MatrixProfile profile, int... colours) {
        return java.util.Arrays.stream(colours).map(profile::inSrgb).toArray();
    }

    private static byte[] profileChunk(byte[] profile) {
        return pngChunk("iCCP", join(text("p"), zeros(2), deflated(profile)));
    }

    private static byte[] palette(int... colours) {
        byte[] entries = new byte[0];
        for (int colour : colours) {
            entries = join(entries, bytes(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF));
        }
        return pngChunk("PLTE", entries);
    }

    private static byte[] png(int bits, int type, int[][] squares, byte[]... chunks) {
        byte[] header = join(big32(Quadrants.SIDE), big32(Quadrants.SIDE), bytes(bits, type, 0, 0, 0));
        return join(
                first(pngHeader(1, 1), 8),
                pngChunk("IHDR", header),
                join(chunks),
                pngChunk("IDAT", deflated(SquareRows.packed(squares, bits, zeros(1), 1))),
                pngChunk("IEND", zeros(0)));
    }

    private static void add(List<Quadrants> all, String name, byte[] file, int... colours) {
        all.add(new Quadrants(name, file, colours));
    }
}
