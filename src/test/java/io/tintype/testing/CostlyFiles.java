package io.tintype.testing;

import static io.tintype.testing.Bytes.*;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/**
 * Makes files with valid pixels that are as expensive to decode as an upload allows. {@code bench/bombs} measures them
 * and the {@link DecoderBombs}.
 */
public final class CostlyFiles {

    private static final int SIDE = 8_000;
    private static final int LARGEST = 24_000_000;

    private final Map<String, Supplier<byte[]>> files = new LinkedHashMap<>();

    private CostlyFiles() {}

    /** Writes all bombs into a folder, which is the only argument. */
    public static void main(String... arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (HostileFile file : DecoderBombs.all()) {
            Files.write(folder.resolve(file.name()), file.bytes());
        }
        photograph(folder.resolve("photograph").toFile());
        CostlyFiles made = new CostlyFiles();
        made.jpegs();
        made.pngs();
        made.webps();
        made.others();
        for (Map.Entry<String, Supplier<byte[]>> file : made.files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue().get());
        }
    }

    /** Writes a JPEG of 12 megapixels, whose renditions other callers request during the measurement. */
    private static void photograph(File file) throws IOException {
        BufferedImage image = new BufferedImage(4_000, 3_000, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(17);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int grain = random.nextInt(12);
                image.setRGB(
                        x, y, (x / 16 + grain) << 16 | (y / 12 + grain) << 8 & 0xFF00 | (x + y) / 28 + grain & 0xFF);
            }
        }
        ImageIO.write(image, "jpeg", file);
    }

    private void jpegs() {
        byte[] marker = bytes(0xFF, 0xD8);
        files.put("scans-100-valid.jpg", CostlyFiles::scans);
        files.put("restarts.jpg", CostlyFiles::restarts);
        files.put("arithmetic.jpg", () -> coded(0xC9, 8, 3, 16));
        files.put("twelve-bits.jpg", () -> coded(0xC1, 12, 3, 64));
        files.put("lossless.jpg", () -> coded(0xC3, 16, 1, 64));
        files.put("four-components.jpg", () -> coded(0xC0, 8, 4, 1_100_000));
        files.put("profile.jpg", () -> join(marker, profile(), behindMarker(photograph())));
        files.put(
                "exif.jpg",
                () -> join(
                        marker,
                        jpegSegment(0xE1, join(text("Exif\0\0"), exif(2_500, 65_000))),
                        behindMarker(photograph())));
        files.put(
                "extended-xmp.jpg",
                () -> join(
                        marker,
                        repeat(
                                jpegSegment(0xE1, join(text("http://ns.adobe.com/xmp/extension/\0"), zeros(65_000))),
                                360),
                        behindMarker(photograph())));
    }

    private void pngs() {
        files.put("flat-interlaced.png", () -> png(SIDE, SIDE, 16, 6, 1, zeros(0)));
        files.put(
                "profile-in.png",
                () -> png(
                        SIDE,
                        SIDE,
                        8,
                        2,
                        0,
                        pngChunk("iCCP", join(text("bomb"), zeros(2), deflatedZeros(128_000_000)))));
        files.put("exif.png", () -> png(64, 64, 8, 2, 0, pngChunk("eXIf", exif(5_000, 20_000_000))));
        files.put("many-chunks.png", CostlyFiles::manyChunks);
    }

    private void webps() {
        files.put("many-more-frames.webp", () -> DecoderBombs.frames(LARGEST / 40, 64, 64));
        files.put("half-as-large-canvas.webp", () -> DecoderBombs.frames(2, 8_000, 4_000));
        files.put("many-codes.webp", CostlyFiles::manyCodes);
        files.put("exif.webp", () -> withChunk("EXIF", exif(5_000, 20_000_000), 8));
        files.put("xmp.webp", () -> withChunk("XMP ", repeat(text("<a>"), LARGEST / 3), 4));
        files.put("profile.webp", () -> withChunk("ICCP", zeros(LARGEST), 32));
    }

    private void others() {
        files.put("many-more-frames.gif", CostlyFiles::manyMoreFrames);
        files.put("flat.gif", CostlyFiles::flatGif);
        files.put("many-strips.tiff", () -> strips(1_000, 60_000, 1, 1, zeros(1_000)));
        files.put("deflated-strip.tiff", () -> strips(SIDE, SIDE, SIDE, 8, deflatedZeros(SIDE * SIDE)));
        files.put("scans-in.tiff", () -> strips(7_000, 7_000, 7_000, 7, JpegBombs.scans(27_000)));
        files.put("giant-tags.tiff", CostlyFiles::giantTags);
        files.put("runs.bmp", CostlyFiles::runs);
    }

    private static byte[] photograph() {
        return Fixtures.PHOTOGRAPH.bytes();
    }

    private static byte[] behindMarker(byte[] jpeg) {
        return Arrays.copyOfRange(jpeg, 2, jpeg.length);
    }

    /** Returns 100 scans, each of which encodes with a few bits that its part of all blocks is zero. */
    private static byte[] scans() {
        byte[] frame = join(bytes(8), big16(SIDE), big16(SIDE), bytes(3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0));
        byte[] direct = join(bytes(0, 1), zeros(15), bytes(0));
        byte[] runs = join(bytes(0x10, 1), zeros(15), bytes(0xE0)); // the end of 2^14 blocks and more
        int blocks = SIDE / 8 * (SIDE / 8);
        byte[] first = join(jpegSegment(0xDA, bytes(3, 1, 0, 2, 0, 3, 0, 0, 0, 0)), zeros(blocks * 3 / 8 + 1));
        byte[] start = join(
                bytes(0xFF, 0xD8),
                jpegSegment(0xDB, join(bytes(0), repeat(bytes(1), 64))),
                jpegSegment(0xC2, frame),
                jpegSegment(0xC4, direct),
                jpegSegment(0xC4, runs),
                first);
        byte[][] scans = new byte[99][];
        for (int i = 0; i < scans.length; i++) {
            byte[] header = jpegSegment(0xDA, bytes(1, i % 3 + 1, 0, 1 + i / 3, 1 + i / 3, 0));
            scans[i] = join(header, zeros(blocks / 16_384 * 15 / 8 + 16));
        }
        return join(start, join(scans), bytes(0xFF, 0xD9));
    }

    /** A restart marker after each block. */
    private static byte[] restarts() {
        int blocks = SIDE / 8 * (SIDE / 8);
        byte[] data = new byte[3 * blocks];
        for (int i = 0; i < blocks; i++) {
            data[3 * i] = 0x3F; // one bit for the direct part, one for the end of the block, and filling
            data[3 * i + 1] = (byte) 0xFF;
            data[3 * i + 2] = (byte) (0xD0 + i % 8);
        }
        return join(coded(0xC0, 8, 1, 0, jpegSegment(0xDD, big16(1))), data, bytes(0xFF, 0xD9));
    }

    private static byte[] coded(int frame, int bits, int components, int data) {
        return join(coded(frame, bits, components, 0, zeros(0)), zeros(data), bytes(0xFF, 0xD9));
    }

    private static byte[] coded(int frame, int bits, int components, int data, byte[] segments) {
        byte[] described = zeros(0);
        byte[] scanned = zeros(0);
        for (int i = 1; i <= components; i++) {
            described = join(described, bytes(i, 0x11, 0));
            scanned = join(scanned, bytes(i, 0));
        }
        return join(
                bytes(0xFF, 0xD8),
                jpegSegment(0xDB, join(bytes(0), repeat(bytes(1), 64))),
                segments,
                jpegSegment(frame, join(bytes(bits), big16(SIDE), big16(SIDE), bytes(components), described)),
                jpegSegment(0xC4, join(bytes(0, 1), zeros(15), bytes(0))),
                jpegSegment(0xC4, join(bytes(0x10, 1), zeros(15), bytes(0))),
                jpegSegment(0xDA, join(bytes(components), scanned, bytes(0, frame == 0xC3 ? 0 : 63, 0))),
                zeros(data));
    }

    /** 255 segments of a profile. */
    private static byte[] profile() {
        byte[][] segments = new byte[255][];
        for (int i = 0; i < 255; i++) {
            segments[i] = jpegSegment(0xE2, join(text("ICC_PROFILE\0"), bytes(i + 1, 255), zeros(65_000)));
        }
        return join(segments);
    }

    /** Entries that all name the same bytes. */
    private static byte[] exif(int entries, int length) {
        byte[][] directory = new byte[entries][];
        for (int i = 0; i < entries; i++) {
            directory[i] = tiffEntry(0x9000 + i, 7, length - 12L * entries - 100, 8);
        }
        byte[] start = tiff(0, directory);
        return join(start, zeros(length - start.length));
    }

    private static byte[] png(int width, int height, int bits, int type, int interlaced, byte[] chunk) {
        int samples = type == 6 ? 4 : 3;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
            byte[] row = new byte[2 * width];
            long left = (long) height * (1 + (long) width * samples * bits / 8) + 4L * height; // filters of all passes
            for (; left > 0; left -= row.length) {
                stream.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] header = join(big32(width), big32(height), bytes(bits, type, 0, 0, interlaced));
        return join(
                first(pngHeader(9, 9), 8),
                pngChunk("IHDR", header),
                chunk,
                pngChunk("IDAT", packed.toByteArray()),
                pngChunk("IEND", zeros(0)));
    }

    /** Pixels in pieces of one byte. */
    private static byte[] manyChunks() {
        byte[] packed = new byte[1_500_000];
        new Random(17).nextBytes(packed);
        byte[] content = deflated(packed);
        byte[] chunks = new byte[13 * content.length];
        for (int i = 0; i < content.length; i++) {
            System.arraycopy(pngChunk("IDAT", bytes(content[i])), 0, chunks, 13 * i, 13);
        }
        return join(pngHeader(500, 999), chunks, pngChunk("IEND", zeros(0)));
    }

    private static byte[] riff(byte[]... chunks) {
        byte[] all = join(chunks);
        return join(text("RIFF"), little32(4L + all.length), text("WEBP"), all);
    }

    private static byte[] withChunk(String type, byte[] content, int flags) {
        byte[] canvas = join(bytes(flags, 0, 0, 0), zeros(6));
        byte[] chunk = join(text(type), little32(content.length), content, zeros(content.length % 2));
        byte[] image = join(text("VP8L"), little32(8), bytes(0x2F, 0, 0, 0, 0, 0x88, 0x88, 0x08));
        byte[] head = join(text("VP8X"), little32(10), canvas);
        return type.equals("ICCP") ? riff(head, chunk, image) : riff(head, image, chunk);
    }

    /** A lossless image of a megapixel in which each block of 16 pixels has codes of its own. */
    private static byte[] manyCodes() {
        LowBits bits = new LowBits().add(1_023, 14).add(1_023, 14).add(0, 4);
        bits.add(0, 1).add(0, 1).add(1, 1).add(0, 3).add(0, 1); // meta codes for blocks of 4 by 4
        uniformCode(bits, 24);
        uniformCode(bits, 0);
        for (int i = 0; i < 3; i++) {
            bits.add(0b0001, 4); // a code of one symbol
        }
        for (int i = 0; i < 65_536; i++) {
            bits.add(i, 16);
        }
        for (int i = 0; i < 65_536; i++) {
            bits.add(0x11111, 20);
        }
        byte[] data = join(bytes(0x2F), bits.packed());
        byte[] padded = first(data, data.length + data.length % 2);
        return riff(join(text("VP8L"), little32(padded.length), padded));
    }

    /** 256 symbols of eight bits each, and others that are not used. */
    private static void uniformCode(LowBits bits, int unused) {
        bits.add(0, 1).add(8, 4);
        int[] lengths = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}; // of "many zeros" and of "eight"
        for (int length : lengths) {
            bits.add(length, 3);
        }
        bits.add(0, 1);
        for (int i = 0; i < 256; i++) {
            bits.add(0, 1);
        }
        if (unused > 0) {
            bits.add(1, 1).add(unused - 11, 7);
        }
    }

    private static byte[] manyMoreFrames() {
        byte[] frame = join(bytes(0x2C), zeros(4), little16(1), little16(1), bytes(0, 2, 2, 0x44, 1, 0));
        byte[] start = join(text("GIF89a"), little16(64), little16(64), bytes(0x80, 0, 0), zeros(6));
        return join(start, repeat(frame, LARGEST / frame.length), bytes(0x3B));
    }

    /** One frame of one colour, in which each code stands for one pixel more than the one before. */
    private static byte[] flatGif() {
        LowBits bits = new LowBits().add(4, 3);
        long pixels = 0;
        int next = 6;
        int size = 3;
        bits.add(0, size);
        pixels = 1;
        for (int run = 2; pixels < (long) SIDE * SIDE; run++) {
            bits.add(next, size);
            pixels += run;
            next++;
            if (next == 1 << size && size < 12) {
                size++;
            }
            if (next == 4_095) {
                bits.add(4, size);
                next = 6;
                size = 3;
                bits.add(0, size);
                pixels++;
                run = 1;
            }
        }
        bits.add(5, size);
        byte[] data = bits.packed();
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int at = 0; at < data.length; at += 255) {
            int length = Math.min(255, data.length - at);
            blocks.write(length);
            blocks.write(data, at, length);
        }
        byte[] start = join(text("GIF89a"), little16(SIDE), little16(SIDE), bytes(0x81, 0, 0), zeros(12));
        byte[] frame = join(bytes(0x2C), zeros(4), little16(SIDE), little16(SIDE), bytes(0, 2));
        return join(start, frame, blocks.toByteArray(), bytes(0, 0x3B));
    }

    /** A grey TIFF all strips of which are the same. */
    private static byte[] strips(int width, int height, int rows, int compression, byte[] strip) {
        int count = (height + rows - 1) / rows;
        int directory = 8 + 2 + 12 * 9 + 4;
        long lists = directory + strip.length;
        byte[] offsets = repeat(little32(directory), count);
        byte[] lengths = repeat(little32(strip.length), count);
        return join(
                tiff(
                        0,
                        tiffEntry(256, 3, 1, width),
                        tiffEntry(257, 3, 1, height),
                        tiffEntry(258, 3, 1, 8),
                        tiffEntry(259, 3, 1, compression),
                        tiffEntry(262, 3, 1, 1),
                        tiffEntry(273, 4, count, count == 1 ? directory : lists),
                        tiffEntry(277, 3, 1, 1),
                        tiffEntry(278, 4, 1, rows),
                        tiffEntry(279, 4, count, count == 1 ? strip.length : lists + offsets.length)),
                strip,
                offsets,
                lengths);
    }

    /** Thousands of unknown entries, each of which names most of the file. */
    private static byte[] giantTags() {
        List<byte[]> entries = new ArrayList<>(List.of(
                tiffEntry(256, 3, 1, 9),
                tiffEntry(257, 3, 1, 9),
                tiffEntry(258, 3, 1, 8),
                tiffEntry(262, 3, 1, 1),
                tiffEntry(273, 4, 1, 8),
                tiffEntry(277, 3, 1, 1),
                tiffEntry(278, 4, 1, 9),
                tiffEntry(279, 4, 1, 81)));
        for (int i = 0; i < 10_000; i++) {
            entries.add(tiffEntry(40_000 + i, 7, 20_000_000, 8));
        }
        return join(tiff(0, entries.toArray(byte[][]::new)), zeros(LARGEST - 300_000));
    }

    /** Pixels in runs of 255, one row after the other. */
    private static byte[] runs() {
        byte[] row = join(repeat(bytes(255, 0), SIDE / 255), bytes(SIDE % 255, 0), bytes(0, 0));
        byte[] pixels = join(repeat(row, SIDE), bytes(0, 1));
        byte[] header = join(
                little32(40),
                little32(SIDE),
                little32(SIDE),
                little16(1),
                little16(8),
                little32(1),
                little32(pixels.length));
        byte[] rest = join(zeros(8), little32(256), zeros(4), zeros(1024));
        return join(
                text("BM"), little32(54L + 1024 + pixels.length), zeros(4), little32(54 + 1024), header, rest, pixels);
    }

    /** Numbers one after the other, the lowest bit first. */
    private static final class LowBits {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long pending;
        private int count;

        LowBits add(int value, int bits) {
            pending |= (long) value << count;
            for (count += bits; count >= 8; count -= 8) {
                bytes.write((int) pending);
                pending >>>= 8;
            }
            return this;
        }

        byte[] packed() {
            byte[] rest = count > 0 ? bytes((int) pending) : zeros(0);
            return join(bytes.toByteArray(), rest, zeros(2));
        }

        private static byte[] bytes(int value) {
            return new byte[] {(byte) value};
        }
    }
}
