package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Images of 64 by 64 pixels that are made of four squares of one colour each, and what a browser shows there.
 *
 * @param colours sRGB, of the squares at the top left, the top right, the bottom left and the bottom right; the highest 8
 *     bits are 0 where the square is opaque, and 255 where it is transparent
 */
public record Quadrants(String name, byte[] file, int... colours) {

    public static final int SIDE = 64;

    static final int[] COLOURS = {0x0000FF, 0x202020, 0xFFFFFF, 0xC86432};
    private static final int[] GREYS = {0x000000, 0x202020, 0xFFFFFF, 0x808080};
    private static final int GREY = 0x808080;

    /**
     * The sRGB value of 55 in a profile whose values are proportional to light: 255 * 0.5020 in sRGB (IEC 61966-2-1).
     */
    private static final int LINEAR_GREY = 55;

    @Override
    public String toString() {
        return name;
    }

    /** Returns images of every accepted format, with and without profiles, and unusual ones that browsers show. */
    public static List<Quadrants> all() {
        List<Quadrants> all = new ArrayList<>();
        plain(all);
        profiles(all);
        pngColours(all);
        tiffs(all);
        brands(all);
        PngQuadrants.addTo(all);
        BmpQuadrants.addTo(all);
        TiffQuadrants.addTo(all);
        OtherQuadrants.addTo(all);
        return all;
    }

    /** Returns the simplest image in one format. */
    public static Quadrants png() {
        return new Quadrants("rgb.png", written("png", BufferedImage.TYPE_3BYTE_BGR, COLOURS), COLOURS);
    }

    /** Returns a TIFF whose samples are integers of 32 bits. */
    public static byte[] integers() {
        return TiffQuadrants.integers();
    }

    public static Quadrants jpeg() {
        return new Quadrants("rgb.jpg", written("jpeg", BufferedImage.TYPE_3BYTE_BGR, COLOURS), COLOURS);
    }

    private static void plain(List<Quadrants> all) {
        all.add(png());
        all.add(jpeg());
        all.add(new Quadrants("alpha.png", written("png", BufferedImage.TYPE_4BYTE_ABGR, COLOURS), COLOURS));
        all.add(new Quadrants("grey.png", written("png", BufferedImage.TYPE_BYTE_GRAY, GREYS), GREYS));
        all.add(new Quadrants("grey16.png", written("png", BufferedImage.TYPE_USHORT_GRAY, GREYS), GREYS));
        all.add(new Quadrants("grey.jpg", written("jpeg", BufferedImage.TYPE_BYTE_GRAY, GREYS), GREYS));
        all.add(new Quadrants("palette.gif", written("gif", BufferedImage.TYPE_3BYTE_BGR, COLOURS), COLOURS));
        all.add(new Quadrants("palette.png", written("png", BufferedImage.TYPE_BYTE_INDEXED, GREYS), GREYS));
        for (String name : List.of("quadrants.webp", "quadrants.avif", "quadrants.heic")) {
            all.add(new Quadrants(name, resource(name), COLOURS));
        }
        all.add(new Quadrants("lossy.webp", resource("lossy.webp"), 0x0000FF, 0x1F1F1F, 0xFFFFFF, 0xC96432));
        all.add(new Quadrants("turned-by-exif.webp", turned(resource("quadrants.webp")), COLOURS));
        byte[] jpeg = jpeg().file();
        all.add(new Quadrants("without-end.jpg", first(jpeg, jpeg.length - 2), COLOURS));
    }

    /** An orientation in the EXIF of a WebP, which Chromium does not apply. */
    private static byte[] turned(byte[] webp) {
        byte[] image = Arrays.copyOfRange(webp, 12, indexOf(webp, "EXIF"));
        byte[] orientation = Bytes.tiff(0, tiffEntry(0x112, 3, 1, 6));
        byte[] chunks = join(image, text("EXIF"), little32(orientation.length), orientation);
        return join(text("RIFF"), little32(4L + chunks.length), text("WEBP"), chunks);
    }

    /** Adds images with profiles. Profiles for other colour spaces, and damaged ones, are ignored. */
    private static void profiles(List<Quadrants> all) {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] linearGrey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        byte[] damaged = join(first(linear, 132), zeros(linear.length - 132));
        int[] dark = {flat(LINEAR_GREY), flat(LINEAR_GREY), flat(LINEAR_GREY), flat(LINEAR_GREY)};
        int[] grey = {GREY, GREY, GREY, GREY};
        byte[] rgbJpeg = written("jpeg", BufferedImage.TYPE_3BYTE_BGR, dark);
        byte[] greyJpeg = written("jpeg", BufferedImage.TYPE_BYTE_GRAY, dark);
        all.add(new Quadrants("linear.png", greyPng(SIDE, LINEAR_GREY, linear), grey));
        all.add(new Quadrants("linear.jpg", withProfile(rgbJpeg, linear), grey));
        all.add(new Quadrants("linear-grey.jpg", withProfile(greyJpeg, linearGrey), grey));
        all.add(new Quadrants("linear16.tiff", linear16(linear), grey));
        all.add(new Quadrants("grey-with-rgb-profile.jpg", withProfile(greyJpeg, linear), grey));
        all.add(new Quadrants("rgb-with-grey-profile.jpg", withProfile(rgbJpeg, linearGrey), dark));
        all.add(new Quadrants("damaged-profile.jpg", withProfile(rgbJpeg, damaged), dark));
        all.add(new Quadrants("short-profile.jpg", withProfile(rgbJpeg, first(linear, 20)), dark));
    }

    /** Adds images with chunks that define the colours (PNG, section 11.3.2), unless an sRGB chunk overrides them. */
    private static void pngColours(List<Quadrants> all) {
        byte[] one = Bytes.pngChunk("gAMA", big32(100_000));
        byte[] usual = Bytes.pngChunk("gAMA", big32(45_455));
        byte[] displayP3 =
                Bytes.pngChunk("cHRM", chromaticities(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000));
        int[] light = {GREY, GREY, GREY, GREY};
        int[] dark = {flat(LINEAR_GREY), flat(LINEAR_GREY), flat(LINEAR_GREY), flat(LINEAR_GREY)};
        int[] p3 = {0xB45046, 0x50A05A, 0x505AB4, 0xBEBEBE};
        int[] p3AsSrgb = {0xC4463E, 0x21A451, 0x4C5ABC, 0xBFBFBF}; // in Chromium
        byte[] grey = written("png", BufferedImage.TYPE_BYTE_GRAY, dark);
        byte[] rgb = written("png", BufferedImage.TYPE_3BYTE_BGR, dark);
        all.add(new Quadrants("gamma1.png", withChunks(rgb, one), light));
        all.add(new Quadrants("gamma1-grey.png", withChunks(grey, one), light));
        all.add(new Quadrants("gamma1-srgb.png", withChunks(rgb, Bytes.pngChunk("sRGB", bytes(0)), one), dark));
        all.add(new Quadrants("gamma0.png", withChunks(rgb, Bytes.pngChunk("gAMA", big32(0))), dark));
        all.add(new Quadrants("gamma2.2.png", withChunks(rgb, usual), dark));
        all.add(new Quadrants(
                "p3.png", withChunks(written("png", BufferedImage.TYPE_3BYTE_BGR, p3), usual, displayP3), p3AsSrgb));
        all.add(new Quadrants(
                "p3-without-gamma.png", withChunks(written("png", BufferedImage.TYPE_3BYTE_BGR, p3), displayP3), p3));
    }

    private static byte[] chromaticities(int... values) {
        byte[] all = new byte[0];
        for (int value : values) {
            all = join(all, big32(value));
        }
        return all;
    }

    /** Inserts the chunk after the header, which ends after 33 bytes. */
    private static byte[] withChunks(byte[] png, byte[]... chunks) {
        return join(first(png, 33), join(chunks), Arrays.copyOfRange(png, 33, png.length));
    }

    private static void tiffs(List<Quadrants> all) {
        int[] grey = {0x777777, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF}; // L* = 50 is 119 in sRGB
        byte[] inks =
                tiff(5, new int[][] {{255, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}, 8, 0, cmykProfile());
        int[][] rgb = channels(COLOURS, 0);
        all.add(new Quadrants("rgb.tiff", tiff(2, rgb, 8, 0, zeros(0)), COLOURS));
        all.add(new Quadrants("rgb16.tiff", tiff(2, rgb, 16, 0, zeros(0)), COLOURS));
        all.add(new Quadrants("two-unspecified.tiff", tiff(2, channels(COLOURS, 2), 8, 2, zeros(0)), COLOURS));
        all.add(new Quadrants("four-unspecified.tiff", tiff(2, channels(COLOURS, 4), 8, 4, zeros(0)), COLOURS));
        all.add(new Quadrants("cmyk-with-profile.tiff", inks, grey));
    }

    private static void brands(List<Quadrants> all) {
        for (String brand : List.of("avis", "miaf", "MA1B", "MA1A", "mif1", "msf1")) {
            all.add(new Quadrants("major-" + brand + ".avif", branded("quadrants.avif", brand), COLOURS));
        }
        all.add(new Quadrants("sequence-brands.avif", withSequenceBrands(), COLOURS));
        for (String brand : List.of("mif1", "msf1", "hevc", "heim", "miaf")) {
            all.add(new Quadrants("major-" + brand + ".heic", branded("quadrants.heic", brand), COLOURS));
        }
    }

    /** The only brands that some encoders of sequences write; the box is filled up with one of them. */
    private static byte[] withSequenceBrands() {
        byte[] bytes = branded("quadrants.avif", "avis");
        List<String> brands = List.of("avis", "msf1", "miaf", "MA1B");
        int end = Bytes.indexOf(bytes, "meta") - 4;
        for (int at = 16; at < end; at += 4) {
            System.arraycopy(text(brands.get((at - 16) / 4 % 4)), 0, bytes, at, 4);
        }
        return bytes;
    }

    /** Keeps its other brands, which include that of the codec. */
    private static byte[] branded(String name, String brand) {
        byte[] bytes = resource(name);
        System.arraycopy(text(brand), 0, bytes, 8, 4);
        return bytes;
    }

    /** A JPEG with a colour profile in an APP2 segment (ICC.1, B.4). */
    public static byte[] withProfile(byte[] jpeg, byte[] profile) {
        byte[] segment = jpegSegment(0xE2, join(text("ICC_PROFILE\0"), bytes(1, 1), profile));
        return join(first(jpeg, 2), segment, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    private static byte[] linear16(byte[] profile) {
        int value = LINEAR_GREY;
        int[] pixel = {value, value, value};
        return tiff(2, new int[][] {pixel, pixel, pixel, pixel}, 16, 0, profile);
    }

    private static int flat(int grey) {
        return grey << 16 | grey << 8 | grey;
    }

    /** Red, green and blue of each colour, and then a number of channels that are no part of it. */
    private static int[][] channels(int[] colours, int others) {
        int[][] all = new int[colours.length][3 + others];
        for (int i = 0; i < colours.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                all[i][channel] = colours[i] >> 16 - 8 * channel & 0xFF;
            }
            for (int other = 0; other < others; other++) {
                all[i][3 + other] = 40 * i * (other & 1);
            }
        }
        return all;
    }

    /** Uncompressed, in one strip; of each value of 8 bits one of 16 is made by repeating it. */
    private static byte[] tiff(int photometric, int[][] squares, int bits, int others, byte[] profile) {
        int samples = squares[0].length;
        int entries = 10 + (others > 0 ? 1 : 0) + (profile.length > 0 ? 1 : 0);
        int depths = 8 + 2 + 12 * entries + 4;
        int extras = depths + 2 * samples;
        int profileAt = extras + 2 * Math.max(others, 2);
        int pixelsAt = profileAt + profile.length;
        byte[] pixels = pixels(squares, bits / 8);
        byte[] depth = little16(bits);
        List<byte[]> all = new ArrayList<>(List.of(
                tiffEntry(256, 3, 1, SIDE),
                tiffEntry(257, 3, 1, SIDE),
                tiffEntry(258, 3, samples, depths),
                tiffEntry(259, 3, 1, 1),
                tiffEntry(262, 3, 1, photometric),
                tiffEntry(273, 4, 1, pixelsAt),
                tiffEntry(277, 3, 1, samples),
                tiffEntry(278, 3, 1, SIDE),
                tiffEntry(279, 4, 1, pixels.length),
                tiffEntry(284, 3, 1, 1)));
        if (others > 0) {
            all.add(tiffEntry(338, 3, others, others > 2 ? extras : 0));
        }
        if (profile.length > 0) {
            all.add(tiffEntry(34675, 7, profile.length, profileAt));
        }
        byte[] directory = Bytes.tiff(0, all.toArray(byte[][]::new));
        return join(directory, repeat(depth, samples), zeros(2 * Math.max(others, 2)), profile, pixels);
    }

    private static byte[] pixels(int[][] squares, int width) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int i = 0; i < SIDE * SIDE; i++) {
            for (int value : squares[square(i % SIDE, i / SIDE)]) {
                pixels.writeBytes(repeat(bytes(value), width));
            }
        }
        return pixels.toByteArray();
    }

    /**
     * An 8-bit profile of two grid points a colour, in which the first ink is L* = 50 and all else is white; for
     * another intent than the perceptual one, the first ink is white too.
     */
    private static byte[] cmykProfile() {
        byte[] identity = new byte[256];
        for (int i = 0; i < 256; i++) {
            identity[i] = (byte) i;
        }
        byte[] white = bytes(255, 128, 128);
        byte[] grid = join(repeat(white, 8), repeat(bytes(128, 128, 128), 8));
        byte[] otherGrid = repeat(white, 16);
        byte[] matrix = new byte[0];
        for (int i = 0; i < 9; i++) {
            matrix = join(matrix, big32(i % 4 == 0 ? 0x10000 : 0));
        }
        byte[] start = join(text("mft1"), zeros(4), bytes(4, 3, 2, 0), matrix, repeat(identity, 4));
        byte[] lut = join(start, grid, repeat(identity, 3));
        byte[] otherLut = join(start, otherGrid, repeat(identity, 3));
        byte[] header = join(
                big32(128 + 4 + 24 + 2 * lut.length),
                zeros(4),
                big32(0x02400000),
                text("prtrCMYKLab "),
                zeros(12),
                text("acsp"),
                zeros(28),
                big32(0xF6D6),
                big32(0x10000),
                big32(0xD32D),
                zeros(48));
        byte[] place = join(big32(156), big32(lut.length));
        byte[] otherPlace = join(big32(156 + lut.length), big32(lut.length));
        return join(header, big32(2), text("A2B0"), place, text("A2B1"), otherPlace, lut, otherLut);
    }

    private static byte[] written(String format, int type, int[] colours) {
        return written(format, type, colours, _ -> {});
    }

    /** An interlaced PNG or a progressive JPEG. */
    static byte[] progressive(String format, int... colours) {
        return written(format, BufferedImage.TYPE_3BYTE_BGR, colours, options -> {
            options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            if (format.equals("jpeg")) {
                options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                options.setCompressionQuality(0.98f);
            }
        });
    }

    static byte[] compressedTiff(int[] colours, String compression, boolean tiled) {
        return written("tiff", BufferedImage.TYPE_3BYTE_BGR, colours, options -> {
            options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            options.setCompressionType(compression);
            if (tiled) {
                options.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
                options.setTiling(16, 16, 0, 0);
            }
        });
    }

    private static byte[] written(String format, int type, int[] colours, Consumer<ImageWriteParam> options) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, type);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                setColour(image, x, y, colours[square(x, y)]);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            options.accept(parameters);
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Sets a pixel. Greys are written directly, because Java would treat them as proportional to light. */
    private static void setColour(BufferedImage image, int x, int y, int colour) {
        if (image.getRaster().getNumBands() > 1) {
            image.setRGB(x, y, 0xFF000000 | colour);
            return;
        }
        int grey = colour & 0xFF;
        switch (image.getType()) {
            case BufferedImage.TYPE_BYTE_GRAY -> image.getRaster().setSample(x, y, 0, grey);
            case BufferedImage.TYPE_USHORT_GRAY -> image.getRaster().setSample(x, y, 0, grey * 0x101);
            default -> image.setRGB(x, y, 0xFF000000 | colour);
        }
    }

    private static int square(int x, int y) {
        return x / (SIDE / 2) + 2 * (y / (SIDE / 2));
    }

    /** One of the images under {@code src/test/resources/colours}, which Java cannot write. */
    public static byte[] resource(String name) {
        try (InputStream stream = Quadrants.class.getResourceAsStream("/colours/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
