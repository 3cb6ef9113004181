package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.util.Arrays;
import java.util.List;

/** JPEG, WebP, GIF, AVIF and HEIC of many kinds; {@code colours/make-colours.sh} makes those that Java cannot write. */
final class OtherQuadrants {

    private static final int[] COLOURS = Quadrants.COLOURS;
    private static final int[] GREYS = {0x000000, 0x202020, 0xFFFFFF, 0x808080};
    private static final int[] TRANSLUCENT = {COLOURS[0], 0x7F000000 | COLOURS[1], 0xFF000000, COLOURS[3]};

    /** The order of the squares after the picture is rotated by 90 degrees anticlockwise or reflected. */
    private static final int[] LEFT = {1, 3, 0, 2};

    private static final int[] HALF = {3, 2, 1, 0};
    private static final int[] RIGHT = {2, 0, 3, 1};
    private static final int[] UPSIDE_DOWN = {2, 3, 0, 1};
    private static final int[] MIRRORED = {1, 0, 3, 2};

    private OtherQuadrants() {}

    static void addTo(List<Quadrants> all) {
        jpegs(all);
        webps(all);
        avifs(all);
        heics(all);
        add(all, "transparent.gif", COLOURS[0], 0xFF000000, 0xFF000000, COLOURS[3]);
        add(all, "interlaced.gif", COLOURS);
    }

    private static void jpegs(List<Quadrants> all) {
        for (String name : List.of("444", "411", "440-progressive", "restarts", "rgb-components")) {
            add(all, name + ".jpg", COLOURS);
        }
        all.add(new Quadrants("progressive.jpg", Quadrants.progressive("jpeg", COLOURS), COLOURS));
        profile(all, "display-p3", MatrixProfile.DISPLAY_P3);
        profile(all, "adobe-rgb", MatrixProfile.ADOBE_RGB);
        profile(all, "rotated", MatrixProfile.ROTATED);
    }

    private static void profile(List<Quadrants> all, String name, MatrixProfile profile) {
        byte[] file = Quadrants.withProfile(Quadrants.progressive("jpeg", PngQuadrants.MILD), profile.bytes());
        all.add(new Quadrants(name + ".jpg", file, PngQuadrants.inSrgb(profile, PngQuadrants.MILD)));
    }

    private static void webps(List<Quadrants> all) {
        add(all, "alpha-lossless.webp", TRANSLUCENT);
        add(all, "alpha-lossy.webp", TRANSLUCENT);
        add(all, "small-first-frame.webp", 0xFF000000, 0xFF000000, 0xFF000000, COLOURS[3]);
        for (MatrixProfile profile : List.of(MatrixProfile.DISPLAY_P3, MatrixProfile.ROTATED)) {
            byte[] file = withProfile(Quadrants.resource("quadrants.webp"), profile.bytes());
            String name = profile == MatrixProfile.ROTATED ? "rotated.webp" : "display-p3.webp";
            all.add(new Quadrants(name, file, PngQuadrants.inSrgb(profile, COLOURS)));
        }
    }

    /** The extended header of this file announces metadata; it now announces a profile (RFC 9649, section 2.7). */
    private static byte[] withProfile(byte[] webp, byte[] profile) {
        int pixels = Bytes.indexOf(webp, "VP8L");
        int length = pixels + 8 + (webp[pixels + 4] & 0xFF);
        byte[] header = join(text("VP8X"), little32(10), bytes(0x20, 0, 0, 0), bytes(63, 0, 0, 63, 0, 0));
        byte[] chunk = join(text("ICCP"), little32(profile.length), profile, zeros(profile.length % 2));
        byte[] all = join(text("WEBP"), header, chunk, Arrays.copyOfRange(webp, pixels, length + length % 2));
        return join(text("RIFF"), little32(all.length), all);
    }

    private static void avifs(List<Quadrants> all) {
        for (String name : List.of("10-bit", "12-bit", "420", "444")) {
            add(all, name + ".avif", COLOURS);
        }
        add(all, "limited.avif", 0x000000, COLOURS[1], COLOURS[2], COLOURS[3]);
        add(all, "grey.avif", GREYS);
        add(all, "alpha.avif", TRANSLUCENT);
        add(all, "premultiplied.avif", TRANSLUCENT);
        add(all, "irot1.avif", ordered(LEFT));
        add(all, "irot2.avif", ordered(HALF));
        add(all, "irot3.avif", ordered(RIGHT));
        add(all, "imir0.avif", ordered(UPSIDE_DOWN));
        add(all, "imir1.avif", ordered(MIRRORED));
        add(all, "irot1-imir0.avif", ordered(0, 2, 1, 3));
        add(all, "clap.avif", COLOURS);
        add(all, "clap-off-center.avif", COLOURS);
        for (MatrixProfile profile : List.of(MatrixProfile.DISPLAY_P3, MatrixProfile.ROTATED)) {
            byte[] file = HeifProperty.added(Quadrants.resource("quadrants.avif"), colr(profile));
            String name = profile == MatrixProfile.ROTATED ? "rotated.avif" : "display-p3.avif";
            all.add(new Quadrants(name, file, PngQuadrants.inSrgb(profile, COLOURS)));
        }
    }

    /** Adds HEIC. Chromium does not decode it, so the expected squares follow from ISO/IEC 23008-12, 6.5. */
    private static void heics(List<Quadrants> all) {
        heic(all, "irot1.heic", box("irot", bytes(1)), LEFT);
        heic(all, "irot2.heic", box("irot", bytes(2)), HALF);
        heic(all, "irot3.heic", box("irot", bytes(3)), RIGHT);
        heic(all, "imir0.heic", box("imir", bytes(0)), UPSIDE_DOWN);
        heic(all, "imir1.heic", box("imir", bytes(1)), MIRRORED);
        all.add(new Quadrants(
                "clap.heic", HeifProperty.added(Quadrants.resource("bordered.heic"), cleanAperture()), COLOURS));
    }

    /** The part of a picture of 96 by 80 pixels that starts 8 pixels from the left and 4 from the top. */
    private static byte[] cleanAperture() {
        byte[] size = join(big32(Quadrants.SIDE), big32(1), big32(Quadrants.SIDE), big32(1));
        return box("clap", join(size, big32(-8), big32(1), big32(-4), big32(1)));
    }

    private static byte[] colr(MatrixProfile profile) {
        return box("colr", join(text("prof"), profile.bytes()));
    }

    private static void heic(List<Quadrants> all, String name, byte[] property, int... order) {
        all.add(new Quadrants(
                name, HeifProperty.added(Quadrants.resource("quadrants.heic"), property), ordered(order)));
    }

    private static int[] ordered(int... order) {
        return Arrays.stream(order).map(square -> COLOURS[square]).toArray();
    }

    private static void add(List<Quadrants> all, String name, int... colours) {
        all.add(new Quadrants(name, Quadrants.resource(name), colours));
    }
}
