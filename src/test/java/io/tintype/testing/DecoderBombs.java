package io.tintype.testing;

import static io.tintype.testing.Bytes.*;
import static io.tintype.testing.HostileFile.Expected.accepted;
import static io.tintype.testing.HostileFile.Expected.tooManyPixels;
import static io.tintype.testing.HostileFile.Expected.unreadable;
import static io.tintype.testing.HostileFile.Expected.unsupported;

import io.tintype.testing.HostileFile.Expected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Makes small files on which decoders spend gigabytes or minutes, and files that look like those and are harmless. */
final class DecoderBombs {

    private static final String JPEG = "image/jpeg";
    private static final String PNG = "image/png";
    private static final String AVIF = "image/avif";
    private static final String HEIC = "image/heic";
    private static final String TIFF = "image/tiff";
    private static final int VAST = 16_000;
    private static final long VAST_PIXELS = (long) VAST * VAST;

    private final List<HostileFile> files = new ArrayList<>();

    private DecoderBombs() {}

    static List<HostileFile> all() {
        DecoderBombs made = new DecoderBombs();
        made.heifs();
        made.jpegs();
        made.tiffs();
        made.add("many-texts.png", accepted(PNG), DecoderBombs::manyTexts);
        made.add("many-pages.tiff", accepted(TIFF), () -> manyPages(50_000));
        made.add("many-frames.gif", accepted("image/gif"), DecoderBombs::manyFrames);
        return made.files;
    }

    private void add(String name, Expected expected, Supplier<byte[]> content) {
        files.add(new HostileFile(name, content, expected));
    }

    private void heifs() {
        byte[] vastHevc = hevcConfiguration(VAST, VAST);
        byte[] smallHevc = hevcConfiguration(64, 64);
        add("nested-grids.heic", unreadable(HEIC), () -> nestedGrids(11, 100));
        add("grid-of-itself.heic", unreadable(HEIC), () -> grid(64, 64, 64, 64, smallHevc, 1));
        add("lying-item.heic", tooManyPixels(VAST_PIXELS), () -> item("hvc1", vastHevc, zeros(0)));
        add("lying-data.heic", tooManyPixels(VAST_PIXELS), () -> item("hvc1", smallHevc, hevcData(VAST, VAST)));
        add("lying-item.avif", tooManyPixels(VAST_PIXELS), () -> item("av01", zeros(0), av1Data(VAST, VAST)));
        add("honest-item.heic", accepted(HEIC), () -> item("hvc1", smallHevc, hevcData(64, 64)));
        add("honest-item.avif", accepted(AVIF), () -> item("av01", zeros(0), av1Data(64, 64)));
        add("lying-tiles.heic", tooManyPixels(2 * VAST_PIXELS), () -> grid(64, 64, 64, 64, vastHevc, 2, 2));
        add("lying-grid.heic", tooManyPixels(VAST_PIXELS), () -> grid(64, 64, VAST, VAST, smallHevc, 2));
        add("honest-grid.heic", accepted(HEIC), () -> grid(128, 64, 128, 64, smallHevc, 2, 2));
        add(
                "one-tile-often.heic",
                tooManyPixels(65_535L * 64 * 64),
                () -> grid(64, 64, 64, 64, smallHevc, often(65_535)));
        add("lying-thumbnail.heic", tooManyPixels(VAST_PIXELS), () -> thumbnail(vastHevc));
        add(
                "two-of-a-kind.heic",
                unreadable(HEIC),
                () -> join(fileType("heic"), box("meta", metaContent(9, 9), primaryItem(2))));
    }

    private void jpegs() {
        add("scans-27000.jpg", unreadable(JPEG), () -> scans(27_000));
        add("scans-101.jpg", unreadable(JPEG), () -> scans(101));
        add("scans-100.jpg", accepted(JPEG), () -> scans(100));
        add(
                "scans-in-thumbnail.jpg",
                accepted(JPEG),
                () -> join(
                        bytes(0xFF, 0xD8),
                        jpegSegment(0xC2, frame(64, 64)),
                        jpegSegment(0xE1, repeat(bytes(0xFF, 0xDA), 200)),
                        scan()));
    }

    private void tiffs() {

        add(
                "float-planes.tiff",
                tooManyPixels(160_000_000),
                () -> tiff(0, side(256, 8000), side(257, 8000), tiffEntry(258, 3, 1, 32), side(277, 5), side(284, 2)));
        add(
                "vast-tile.tiff",
                tooManyPixels(60_000L * 60_000 / 8),
                () -> tiff(
                        0,
                        side(256, 9),
                        side(257, 9),
                        side(258, 8),
                        tiffEntry(322, 3, 1, 60_000),
                        tiffEntry(323, 3, 1, 60_000)));
        add("raw.nef", unsupported("image/x-nikon-nef"), () -> raw("NIKON CORPORATION\0"));
        add("raw.arw", unsupported("image/x-sony-arw"), () -> raw("SONY\0"));
        add("raw.any", unsupported(), () -> raw("Box cameras\0"));
        add("small.big.tiff", accepted(TIFF), DecoderBombs::bigTiff);
    }

    /** A directory that is a small picture, and one within it that is the sensor's. */
    private static byte[] raw(String make) {
        int makeAt = 8 + 2 + 4 * 12 + 4;
        int rawAt = makeAt + make.length();
        return join(
                tiff(
                        0,
                        side(256, 160),
                        side(257, 120),
                        tiffEntry(271, 2, make.length(), makeAt),
                        tiffEntry(330, 4, 1, rawAt)),
                text(make),
                join(little16(1), side(262, 32_803), little32(0)));
    }

    private static byte[] bigTiff() {
        byte[] width = join(little16(256), little16(3), little32(1), little32(0), little32(9), little32(0));
        byte[] height = join(little16(257), little16(3), little32(1), little32(0), little32(9), little32(0));
        byte[] start = join(text("II"), little16(43), little16(8), little16(0), little32(16), little32(0));
        return join(start, little32(2), little32(0), width, height, zeros(8));
    }

    private static byte[] side(int tag, int value) {
        return tiffEntry(tag, 3, 1, value);
    }

    private static byte[] frame(int width, int height) {
        return join(bytes(8), big16(height), big16(width), bytes(1, 1, 0x11, 0));
    }

    /** A scan of the lowest frequencies that has no bits to say. */
    private static byte[] scan() {
        return jpegSegment(0xDA, bytes(1, 1, 0, 0, 0, 0));
    }

    /** Each goes over all of a large image. */
    static byte[] scans(int count) {
        byte[] table = join(bytes(0), bytes(1), zeros(15), bytes(0));
        byte[] start = join(
                bytes(0xFF, 0xD8),
                jpegSegment(0xDB, join(bytes(0), repeat(bytes(1), 64))),
                jpegSegment(0xC2, frame(7_000, 7_000)),
                jpegSegment(0xC4, table),
                jpegSegment(0xC4, join(bytes(0x10), zeros(15), bytes(0), zeros(0))));
        return join(start, scan(), repeat(jpegSegment(0xDA, bytes(1, 1, 0, 1, 1, 0)), count - 1), bytes(0xFF, 0xD9));
    }

    /** 900 texts of 8 MB, each packed to 8 kB, before and behind the pixels. */
    static byte[] manyTexts() {
        byte[] chunk = pngChunk("zTXt", join(text("bomb"), zeros(2), deflatedZeros(7_900_000)));
        byte[] rows = deflatedZeros(9 * (1 + 3 * 9));
        return join(
                pngHeader(9, 9),
                repeat(chunk, 450),
                pngChunk("IDAT", rows),
                repeat(chunk, 450),
                pngChunk("IEND", zeros(0)));
    }

    /** 65,535 frames of a pixel. */
    static byte[] manyFrames() {
        byte[] frame = join(bytes(0x2C), zeros(4), little16(1), little16(1), bytes(0, 2, 2, 0x44, 1, 0));
        byte[] start = join(text("GIF89a"), little16(64), little16(64), bytes(0x80, 0, 0), zeros(6));
        return join(start, repeat(frame, 65_535), bytes(0x3B));
    }

    /** The directories of all pages name the same pixels. */
    static byte[] manyPages(int count) {
        int length = 2 + 8 * 12 + 4;
        byte[] start = join(text("II"), little16(42), little32(8));
        byte[][] pages = new byte[count][];
        for (int page = 0; page < count; page++) {
            byte[] directory = tiff(
                    page + 1 < count ? 8L + (long) length * (page + 1) : 0,
                    side(256, 9),
                    side(257, 9),
                    side(258, 8),
                    side(259, 1),
                    side(262, 1),
                    tiffEntry(273, 4, 1, 8L + (long) length * count),
                    side(277, 1),
                    tiffEntry(279, 4, 1, 81));
            pages[page] = Arrays.copyOfRange(directory, start.length, directory.length);
        }
        return join(start, join(pages), zeros(81));
    }

    private static byte[] item(String type, byte[] configuration, byte[] data) {
        byte[] container = join(spatialExtents(64, 64), configuration);
        byte[] properties = box("iprp", box("ipco", container), owned(configuration.length == 0 ? 1 : 2, 1));
        byte[] head = fileType(type.equals("av01") ? "avif" : "heic");
        byte[] content =
                join(big32(0), primaryItem(1), properties, items(type), box("idat", data), locations(1, data.length));
        return join(head, box("meta", content));
    }

    /** Item 1 is a grid of the items that are given; 2 and more are coded and share a configuration. */
    private static byte[] grid(int width, int height, int outputWidth, int outputHeight, byte[] hevc, int... tiles) {
        byte[] data = join(
                bytes(0, 1, 0, tiles.length > 255 ? 255 : tiles.length - 1), big32(outputWidth), big32(outputHeight));
        byte[] container = join(spatialExtents(width, height), spatialExtents(64, 64), hevc);
        byte[] associations = box("ipma", big32(0), big32(2), big16(1), bytes(1, 1), big16(2), bytes(2, 2, 3));
        byte[] content = join(
                big32(0),
                primaryItem(1),
                box("iprp", box("ipco", container), associations),
                items("grid", "hvc1"),
                box("iref", big32(0), reference("dimg", 1, tiles)),
                box("idat", data),
                locations(1, data.length));
        return join(fileType("heic"), box("meta", content));
    }

    private static byte[] thumbnail(byte[] hevc) {
        byte[] container = join(spatialExtents(64, 64), hevcConfiguration(64, 64), hevc);
        byte[] associations = box("ipma", big32(0), big32(2), big16(1), bytes(2, 1, 2), big16(2), bytes(2, 1, 3));
        byte[] content = join(
                big32(0),
                primaryItem(1),
                box("iprp", box("ipco", container), associations),
                items("hvc1", "hvc1"),
                box("iref", big32(0), reference("thmb", 2, 1)));
        return join(fileType("heic"), box("meta", content));
    }

    /** Each grid is made of the next, as often as it may be: the last would be decoded 100^10 times. */
    static byte[] nestedGrids(int levels, int times) {
        byte[] data = join(bytes(0, 0, 9, 9), big16(64), big16(64));
        byte[] references = zeros(0);
        byte[] associations = zeros(0);
        String[] types = new String[levels + 1];
        for (int level = 1; level <= levels; level++) {
            types[level - 1] = "grid";
            int[] parts = new int[times];
            Arrays.fill(parts, level + 1);
            references = join(references, reference("dimg", level, parts));
            associations = join(associations, big16(level), bytes(1, 1));
        }
        types[levels] = "hvc1";
        byte[] content = join(
                big32(0),
                primaryItem(1),
                box(
                        "iprp",
                        box("ipco", spatialExtents(64, 64), hevcConfiguration(64, 64)),
                        box("ipma", big32(0), big32(levels + 1L), associations, big16(levels + 1), bytes(2, 1, 2))),
                items(types),
                box("iref", big32(0), references),
                box("idat", data),
                locations(levels, data.length));
        return join(fileType("heic"), box("meta", content));
    }

    private static int[] often(int times) {
        int[] parts = new int[times];
        Arrays.fill(parts, 2);
        return parts;
    }

    private static byte[] owned(int properties, int item) {
        byte[] numbers = new byte[properties];
        for (int i = 0; i < properties; i++) {
            numbers[i] = (byte) (i + 1);
        }
        return box("ipma", big32(0), big32(1), big16(item), bytes(properties), numbers);
    }

    private static byte[] items(String... types) {
        byte[] entries = zeros(0);
        for (int i = 0; i < types.length; i++) {
            entries = join(entries, box("infe", big32(0x02000000), big16(i + 1), big16(0), text(types[i]), bytes(0)));
        }
        return box("iinf", big32(0), big16(types.length), entries);
    }

    private static byte[] reference(String type, int from, int... to) {
        byte[] all = new byte[2 * to.length];
        for (int i = 0; i < to.length; i++) {
            System.arraycopy(big16(to[i]), 0, all, 2 * i, 2);
        }
        return box(type, big16(from), big16(to.length), all);
    }

    /** Each item's data are those of the "idat" box. */
    private static byte[] locations(int items, int length) {
        byte[] entries = zeros(0);
        for (int item = 1; item <= items; item++) {
            entries = join(entries, big16(item), big16(1), big16(0), big16(1), big32(0), big32(length));
        }
        return box("iloc", big32(0x01000000), bytes(0x44, 0), big16(items), entries);
    }

    private static byte[] hevcConfiguration(int width, int height) {
        byte[] set = hevcSet(width, height);
        return box("hvcC", zeros(22), bytes(1, 33), big16(1), big16(set.length), set);
    }

    /** A sequence parameter set and the beginning of a slice. */
    private static byte[] hevcData(int width, int height) {
        byte[] set = hevcSet(width, height);
        return join(big32(set.length), set, big32(3), bytes(0x26, 1, 0));
    }

    private static byte[] hevcSet(int width, int height) {
        StringBuilder bits = new StringBuilder("00000001");
        bits.append("10110000".repeat(12)); // profile and level
        bits.append(expGolomb(0)).append(expGolomb(1)).append(expGolomb(width)).append(expGolomb(height));
        return join(bytes(0x42, 1), packed(bits.append('1')));
    }

    private static byte[] av1Data(int width, int height) {
        StringBuilder bits = new StringBuilder("000" + "1" + "1" + "00101" + "1111" + "1111");
        bits.append(binary(width - 1, 16)).append(binary(height - 1, 16));
        byte[] header = packed(bits);
        return join(bytes(0x12, 0, 0x0A, header.length), header);
    }

    private static String expGolomb(int value) {
        String digits = Integer.toBinaryString(value + 1);
        return "0".repeat(digits.length() - 1) + digits;
    }

    private static String binary(int value, int count) {
        String digits = Integer.toBinaryString(value);
        return "0".repeat(count - digits.length()) + digits;
    }

    private static byte[] packed(StringBuilder bits) {
        bits.append("0".repeat((8 - bits.length() % 8) % 8));
        byte[] packed = new byte[bits.length() / 8];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return packed;
    }
}
