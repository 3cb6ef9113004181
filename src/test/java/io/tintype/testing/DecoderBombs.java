package io.tintype.testing;

import static io.tintype.testing.Bytes.*;
import static io.tintype.testing.HostileFile.Expected.accepted;
import static io.tintype.testing.HostileFile.Expected.tooManyPixels;
import static io.tintype.testing.HostileFile.Expected.unsupported;

import io.tintype.testing.HostileFile.Expected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Makes small files on which decoders spend gigabytes or minutes, and files that look like those and are harmless. */
final class DecoderBombs {

    private static final String PNG = "image/png";
    private static final String TIFF = "image/tiff";

    private final List<HostileFile> files = new ArrayList<>();

    private DecoderBombs() {}

    static List<HostileFile> all() {
        DecoderBombs made = new DecoderBombs();
        made.files.addAll(HeifBombs.all());
        made.files.addAll(JpegBombs.all());
        made.tiffs();
        made.add("many-texts.png", accepted(PNG), DecoderBombs::manyTexts);
        made.add("longest-chunk.png", accepted(PNG), () -> join(pngHeader(9, 9), big32(-1), text("tEXt"), zeros(9)));
        made.add("many-pages.tiff", accepted(TIFF), () -> manyPages(50_000));
        made.add("large-canvas.webp", tooManyPixels(128_000_000), () -> frames(2, 16_000, 4_000));
        made.add("many-frames.webp", accepted("image/webp"), () -> frames(100_000, 64, 64));
        made.add("many-frames.gif", accepted("image/gif"), DecoderBombs::manyFrames);
        return made.files;
    }

    private void add(String name, Expected expected, Supplier<byte[]> content) {
        files.add(new HostileFile(name, content, expected));
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

    /** Makes a directory with a small picture and a subdirectory with the image of the sensor. */
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

    /** 900 texts of 8 MB, each compressed to 8 kB, before and after the pixels. */
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

    /** An animation of frames of a pixel. */
    static byte[] frames(int count, int width, int height) {
        byte[] pixel = bytes(0x2F, 0, 0, 0, 0, 0x88, 0x88, 0x08); // without transforms, and a symbol for each code
        byte[] image = join(text("VP8L"), little32(pixel.length), pixel);
        byte[] frame = join(text("ANMF"), little32(16L + image.length), zeros(12), bytes(40, 0, 0, 0), image);
        byte[] canvas = join(bytes(2, 0, 0, 0), first(little32(width - 1), 3), first(little32(height - 1), 3));
        byte[] start = join(text("VP8X"), little32(10), canvas, text("ANIM"), little32(6), zeros(6));
        long length = 4 + start.length + (long) count * frame.length;
        return join(text("RIFF"), little32(length), text("WEBP"), start, repeat(frame, count));
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
}
