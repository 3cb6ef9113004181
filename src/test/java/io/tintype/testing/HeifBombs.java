package io.tintype.testing;

import static io.tintype.testing.Bytes.*;
import static io.tintype.testing.HostileFile.Expected.accepted;
import static io.tintype.testing.HostileFile.Expected.tooManyPixels;
import static io.tintype.testing.HostileFile.Expected.unreadable;

import io.tintype.testing.HostileFile.Expected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Makes HEIC and AVIF on which decoders spend gigabytes or minutes, and some that look like those and are harmless. */
final class HeifBombs {

    private static final String AVIF = "image/avif";
    private static final String HEIC = "image/heic";
    private static final int VAST = 16_000;
    private static final long VAST_PIXELS = (long) VAST * VAST;

    private final List<HostileFile> files = new ArrayList<>();

    private HeifBombs() {}

    static List<HostileFile> all() {
        HeifBombs made = new HeifBombs();
        made.heifs();
        made.structures();
        return made.files;
    }

    private void add(String name, Expected expected, Supplier<byte[]> content) {
        files.add(new HostileFile(name, content, expected));
    }

    private void heifs() {
        byte[] vastHevc = hevcConfiguration(VAST, VAST);
        byte[] smallHevc = hevcConfiguration(64, 64);
        add("nested-grids.heic", unreadable(HEIC), () -> nestedGrids("heic", 11, 100));
        add("grid-of-itself.heic", unreadable(HEIC), () -> grid(64, 64, 64, 64, smallHevc, 1));
        add("lying-item.heic", tooManyPixels(VAST_PIXELS), () -> item("hvc1", vastHevc, zeros(0)));
        add("lying-data.heic", tooManyPixels(VAST_PIXELS), () -> item("hvc1", smallHevc, hevcData(VAST, VAST)));
        add("lying-item.avif", tooManyPixels(VAST_PIXELS), () -> item("av01", zeros(0), av1Data(VAST, VAST)));
        add("honest-item.heic", accepted(HEIC), () -> item("hvc1", smallHevc, hevcData(64, 64)));
        add("honest-item.avif", accepted(AVIF), () -> item("av01", zeros(0), av1Data(64, 64)));
        add("lying-tiles.heic", tooManyPixels(2 * VAST_PIXELS), () -> grid(64, 64, 64, 64, vastHevc, 2, 2));
        add("uncovered-grid.heic", unreadable(HEIC), () -> grid(64, 64, VAST, VAST, smallHevc, 2));
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

    /** Structures that decoders follow at great cost, each beside one like it that encoders write. */
    private void structures() {
        byte[] smallHevc = hevcConfiguration(64, 64);
        add("nested-grids.avif", unreadable(AVIF), () -> nestedGrids("avif", 11, 100));
        add("lying-configuration.avif", tooManyPixels(VAST_PIXELS), () -> item("av01", av1Configuration(), zeros(0)));
        add("turned-tiles.heic", unreadable(HEIC), () -> turnedGrid(2));
        add("turned-grid.heic", accepted(HEIC), () -> turnedGrid(1));
        add("vast-overlay.heic", tooManyPixels(VAST_PIXELS), () -> overlay(VAST, VAST));
        add("overlay.heic", accepted(HEIC), () -> overlay(128, 64));
        add("turned-often.heic", unreadable(HEIC), () -> turned(100));
        add("turned-mirrored-and-cropped.heic", accepted(HEIC), () -> turned(3));
        add("data-named-often.heic", unreadable(HEIC), () -> scattered(64, 0, 1_000_000));
        add("data-in-parts.heic", accepted(HEIC), () -> scattered(64, 1_000, 1_000));
        add("many-frames.avif", unreadable(AVIF), () -> item("av01", zeros(0), av1Frames(9)));
        add("layers.avif", accepted(AVIF), () -> item("av01", zeros(0), av1Frames(8)));
        add(
                "many-units.avif",
                unreadable(AVIF),
                () -> item("av01", zeros(0), join(repeat(bytes(0x7A, 0), 64), av1Data(VAST, VAST))));
        add("many-pictures.heic", unreadable(HEIC), () -> item("hvc1", smallHevc, hevcSlices(5, true)));
        add("many-slices.heic", accepted(HEIC), () -> item("hvc1", smallHevc, hevcSlices(600, false)));
        add("too-many-slices.heic", unreadable(HEIC), () -> item("hvc1", smallHevc, hevcSlices(1_100, false)));
        add(
                "lying-after-slice.heic",
                tooManyPixels(VAST_PIXELS),
                () -> item("hvc1", smallHevc, join(hevcData(64, 64), hevcData(VAST, VAST))));
        add("lying-after-limit.heic", unreadable(HEIC), () -> tiles(2_200, 8_192, smallHevc));
        add("grid-of-phone.heic", accepted(HEIC), HeifBombs::gridOfPhone);
    }

    private static byte[] item(String type, byte[] configuration, byte[] data) {
        byte[] container = join(spatialExtents(64, 64), configuration);
        byte[] properties = box("iprp", box("ipco", container), owned(configuration.length == 0 ? 1 : 2, 1));
        byte[] head = fileType(type.equals("av01") ? "avif" : "heic");
        byte[] content =
                join(big32(0), primaryItem(1), properties, items(type), box("idat", data), locations(1, data.length));
        return join(head, box("meta", content));
    }

    /** Makes item 1 a grid of the given items. Items from 2 are coded, and share a configuration. */
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

    /** Makes each grid of the next one, as many times as possible. The last one would be decoded 100^10 times. */
    private static byte[] nestedGrids(String brand, int levels, int times) {
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
        types[levels] = brand.equals("avif") ? "av01" : "hvc1";
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
        return join(fileType(brand), box("meta", content));
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

    /** Makes a grid, item 1, of a tile, item 2. One of the two is rotated. */
    private static byte[] turnedGrid(int turned) {
        byte[] data = join(bytes(0, 0, 0, 0), big16(64), big16(48));
        byte[] container =
                join(spatialExtents(64, 48), spatialExtents(64, 64), hevcConfiguration(64, 64), box("irot", bytes(1)));
        byte[] grid = turned == 1 ? bytes(2, 1, 4) : bytes(1, 1);
        byte[] tile = turned == 2 ? bytes(3, 2, 3, 4) : bytes(2, 2, 3);
        byte[] associations = box("ipma", big32(0), big32(2), big16(1), grid, big16(2), tile);
        byte[] content = join(
                big32(0),
                primaryItem(1),
                box("iprp", box("ipco", container), associations),
                items("grid", "hvc1"),
                box("iref", big32(0), reference("dimg", 1, 2)),
                box("idat", data),
                locations(1, data.length));
        return join(fileType("heic"), box("meta", content));
    }

    private static byte[] overlay(int width, int height) {
        byte[] data = join(bytes(0, 1), zeros(8), big32(width), big32(height), zeros(8));
        byte[] container = join(spatialExtents(64, 64), spatialExtents(64, 64), hevcConfiguration(64, 64));
        byte[] associations = box("ipma", big32(0), big32(2), big16(1), bytes(1, 1), big16(2), bytes(2, 2, 3));
        byte[] content = join(
                big32(0),
                primaryItem(1),
                box("iprp", box("ipco", container), associations),
                items("iovl", "hvc1"),
                box("iref", big32(0), reference("dimg", 1, 2)),
                box("idat", data),
                locations(1, data.length));
        return join(fileType("heic"), box("meta", content));
    }

    /** An image with that many transformations, each of which copies its pixels. */
    private static byte[] turned(int times) {
        byte[] area = repeat(join(big32(64), big32(1)), 4);
        byte[] container = join(
                spatialExtents(64, 64),
                hevcConfiguration(64, 64),
                box("clap", area),
                box("irot", bytes(1)),
                box("imir", bytes(1)));
        byte[] numbers = join(bytes(times + 2, 1, 2, 3), first(repeat(bytes(4, 5), times), times - 1));
        byte[] associations = box("ipma", big32(0), big32(1), big16(1), numbers);
        byte[] content =
                join(big32(0), primaryItem(1), box("iprp", box("ipco", container), associations), items("hvc1"));
        return join(fileType("heic"), box("meta", content));
    }

    /** An image whose data are that many parts of the file. */
    private static byte[] scattered(int times, int distance, int length) {
        byte[] extents = zeros(0);
        for (int i = 0; i < times; i++) {
            extents = join(extents, big32((long) i * distance), big32(length));
        }
        byte[] places = box(
                "iloc",
                big32(0x01000000),
                bytes(0x44, 0),
                big16(1),
                big16(1),
                big16(0),
                big16(0),
                big16(times),
                extents);
        byte[] container = join(spatialExtents(64, 64), hevcConfiguration(64, 64));
        byte[] content =
                join(big32(0), primaryItem(1), box("iprp", box("ipco", container), owned(2, 1)), items("hvc1"), places);
        return join(fileType("heic"), box("meta", content), box("mdat", zeros(distance * times + length)));
    }

    /** Makes a grid of tiles whose data are so far apart that each is read separately. The last one declares a wrong size. */
    private static byte[] tiles(int count, int distance, byte[] hevc) {
        byte[] meta = tileMeta(count, distance, 0, hevc);
        return join(
                fileType("heic"),
                tileMeta(count, distance, 24 + meta.length, hevc),
                box("mdat", zeros(count * distance)));
    }

    private static byte[] tileMeta(int count, int distance, int start, byte[] hevc) {
        String[] types = new String[count + 2];
        int[] parts = new int[count + 1];
        byte[][] places = new byte[count][];
        byte[][] owners = new byte[count][];
        Arrays.fill(types, "hvc1");
        types[0] = "grid";
        for (int i = 0; i < count; i++) {
            parts[i] = i + 2;
            owners[i] = join(big16(i + 2), bytes(1, 2));
            places[i] = join(big16(i + 2), zeros(4), big16(1), big32(start + (long) i * distance), big32(8));
        }
        parts[count] = count + 2;
        byte[] container = join(spatialExtents(64, 64), hevc, hevcConfiguration(VAST, VAST));
        byte[] associations = box(
                "ipma",
                big32(0),
                big32(count + 2L),
                big16(1),
                bytes(1, 1),
                join(owners),
                big16(count + 2),
                bytes(1, 3));
        return box(
                "meta",
                big32(0),
                primaryItem(1),
                box("iprp", box("ipco", container), associations),
                items(types),
                box("iref", big32(0), reference("dimg", 1, parts)),
                box("iloc", big32(0x01000000), bytes(0x44, 0), big16(count), join(places)));
    }

    /** Makes a HEIC as phones do: 8 by 6 tiles, a thumbnail and EXIF. */
    private static byte[] gridOfPhone() {
        byte[] data = join(hevcData(512, 512), bytes(0, 0, 5, 7), big16(4032), big16(3024));
        int tile = data.length - 8;
        byte[] start = fileType("heic", "mif1");
        byte[] meta = phoneMeta(0, tile);
        return join(start, phoneMeta(start.length + meta.length + 8, tile), box("mdat", data));
    }

    private static byte[] phoneMeta(int at, int tile) {
        String[] types = new String[51];
        int[] tiles = new int[48];
        byte[][] places = new byte[51][];
        byte[][] owners = new byte[48][];
        for (int i = 0; i < 51; i++) {
            types[i] = i == 48 ? "grid" : i == 50 ? "Exif" : "hvc1";
            long offset = i == 48 ? (long) at + tile : at;
            places[i] = join(big16(i + 1), zeros(4), big16(1), big32(offset), big32(i == 48 ? 8 : tile));
        }
        for (int i = 0; i < 48; i++) {
            tiles[i] = i + 1;
            owners[i] = join(big16(i + 1), bytes(2, 1, 2));
        }
        byte[] container = join(
                spatialExtents(512, 512),
                hevcConfiguration(512, 512),
                spatialExtents(4032, 3024),
                box("irot", bytes(3)),
                spatialExtents(320, 240),
                hevcConfiguration(320, 240));
        byte[] associations =
                box("ipma", big32(0), big32(50), join(owners), big16(49), bytes(2, 3, 4), big16(50), bytes(2, 5, 6));
        return box(
                "meta",
                big32(0),
                primaryItem(49),
                items(types),
                box(
                        "iref",
                        big32(0),
                        reference("dimg", 49, tiles),
                        reference("thmb", 50, 49),
                        reference("cdsc", 51, 49)),
                box("iprp", box("ipco", container), associations),
                box("iloc", big32(0x01000000), bytes(0x44, 0), big16(51), join(places)));
    }

    private static byte[] av1Configuration() {
        byte[] data = av1Data(VAST, VAST);
        return box("av1C", bytes(0x81, 0, 0, 0), Arrays.copyOfRange(data, 2, data.length));
    }

    private static byte[] av1Frames(int count) {
        return join(av1Data(64, 64), repeat(bytes(0x32, 1, 0), count));
    }

    /** Slices, each of which is the first one of a picture, or only the first. */
    private static byte[] hevcSlices(int count, boolean first) {
        byte[] set = hevcSet(64, 64);
        byte[] slice = join(big32(3), bytes(0x26, 1, 0x80));
        byte[] next = join(big32(3), bytes(0x26, 1, first ? 0x80 : 0));
        return join(big32(set.length), set, slice, repeat(next, count - 1));
    }
}
