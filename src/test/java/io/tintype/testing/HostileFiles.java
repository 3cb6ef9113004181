package io.tintype.testing;

import static io.tintype.testing.Bytes.*;
import static io.tintype.testing.HostileFile.Expected.accepted;
import static io.tintype.testing.HostileFile.Expected.empty;
import static io.tintype.testing.HostileFile.Expected.tooManyPixels;
import static io.tintype.testing.HostileFile.Expected.unreadable;
import static io.tintype.testing.HostileFile.Expected.unsupported;

import io.tintype.testing.HostileFile.Expected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes hostile files. A file is accepted if its first bytes name an accepted format, and
 * its header is complete up to the dimensions. The rest is stored unchanged and never executed or decoded: a
 * download is an attachment that no browser may sniff or run.
 */
final class HostileFiles {
    private static final int LARGE = 20_000_000;
    private static final int BOMB = 16 * 1024 * 1024;
    private static final String JPEG = "image/jpeg";
    private static final String PNG = "image/png";
    private static final String GIF = "image/gif";
    private static final String WEBP = "image/webp";
    private static final String AVIF = "image/avif";
    private static final String HEIC = "image/heic";
    private static final String BMP = "image/bmp";
    private static final String TIFF = "image/tiff";

    private final List<HostileFile> files = new ArrayList<>();

    private HostileFiles() {}

    static List<HostileFile> all() {
        HostileFiles made = new HostileFiles();
        made.cutOff();
        made.otherFormats();
        made.misnamed();
        made.jpegs();
        made.pngs();
        made.gifs();
        made.webps();
        made.heifs();
        made.bmps();
        made.tiffs();
        made.random();
        OwaspFiles.all().forEach(made.files::add);
        made.files.addAll(DecoderBombs.all());
        return List.copyOf(made.files);
    }

    private void add(String name, Expected expected, Supplier<byte[]> content) {
        files.add(new HostileFile(name, content, expected));
    }

    /** Files that end in the magic number have no known format; longer ones have a format but no header. */
    private void cutOff() {
        add("empty.jpg", empty(), () -> zeros(0));

        int frame = indexOf(bytesOf("photograph.jpg"), "\u00FF\u00C0");
        cut("photograph.jpg", unsupported(), 1);
        cut("photograph.jpg", unreadable(JPEG), 2, 3, 4, 5, 11, 20, frame, frame + 1, frame + 2, frame + 3, frame + 4);
        cut("photograph.jpg", unreadable(JPEG), frame + 5, frame + 6, frame + 7, frame + 8, frame + 9);
        cut("photograph.jpg", accepted(JPEG), frame + 10);

        cut("photograph.png", unsupported(), 1, 4, 7);
        cut("photograph.png", unreadable(PNG), 8, 10, 12, 14, 16, 18, 20, 22, 24, 25, 29, 31, 32);
        cut("photograph.png", accepted(PNG), 33, 50);

        cut("photograph.gif", unsupported(), 1, 3, 5);
        cut("photograph.gif", unreadable(GIF), 6, 7, 8, 9, 10, 12);
        cut("photograph.gif", accepted(GIF), 13, 50);

        cut("photograph.webp", unsupported(), 1, 4, 8, 11);
        cut("photograph.webp", unreadable(WEBP), 12, 14, 16, 18, 20, 22, 25, 26, 27, 28, 29);
        cut("photograph.webp", accepted(WEBP), 30);
        cut("lossless.webp", unreadable(WEBP), 16, 20, 21, 23, 24);
        cut("lossless.webp", accepted(WEBP), 25);
        cut("animated.webp", unreadable(WEBP), 16, 20, 24, 26, 27, 29);
        cut("animated.webp", accepted(WEBP), 30);

        cutHeif("photograph.avif", AVIF);
        cutHeif("grid.avif", AVIF);
        cutHeif("photograph.heic", HEIC);

        cut("photograph.bmp", unsupported(), 1);
        cut("photograph.bmp", unreadable(BMP), 2, 6, 10, 14, 16, 17, 18, 20, 22, 24, 25);
        cut("photograph.bmp", accepted(BMP), 26);

        byte[] tiff = bytesOf("little-endian.tiff");
        int directory = (tiff[4] & 0xFF) | (tiff[5] & 0xFF) << 8;
        cut("little-endian.tiff", unsupported(), 1, 2, 3);
        cut("little-endian.tiff", unreadable(TIFF), 4, 6, 8, 100, directory, directory + 1, directory + 2);
        cut("little-endian.tiff", unreadable(TIFF), directory + 14, directory + 20, directory + 23);
        cut("little-endian.tiff", accepted(TIFF), directory + 26);
    }

    private void cutHeif(String name, String mediaType) {
        byte[] whole = bytesOf(name);
        int meta = indexOf(whole, "meta");
        int extents = indexOf(whole, "ispe");
        int associations = indexOf(whole, "ipma");
        cut(name, unsupported(), 1, 4, 8, 11);
        cut(
                name,
                unreadable(mediaType),
                12,
                14,
                16,
                24,
                meta - 4,
                meta,
                meta + 4,
                meta + 8,
                indexOf(whole, "pitm") + 4);
        cut(name, unreadable(mediaType), extents, extents + 8, extents + 10, associations + 4, associations + 12);
        cut(name, accepted(mediaType), indexOf(whole, "mdat") + 4);
    }

    private void cut(String name, Expected expected, int... lengths) {
        for (int length : lengths) {
            add("cut-at-" + length + "-" + name, expected, () -> first(bytesOf(name), length));
        }
    }

    private void otherFormats() {
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
        add("plain.svg", unsupported("image/svg+xml"), () -> text(svg));
        add("prolog.svg", unsupported("image/svg+xml"), () -> text("<?xml version=\"1.0\"?>\n<!-- -->\n" + svg));
        add("doctype.svg", unsupported("image/svg+xml"), () -> text("<!DOCTYPE svg PUBLIC \"\" \"\">" + svg));
        add("mark.svg", unsupported("image/svg+xml"), () -> text("\uFEFF  \r\n" + svg));
        add("utf16.svg", unsupported("image/svg+xml"), () -> ("\uFEFF" + svg).getBytes(StandardCharsets.UTF_16LE));
        add("feed.xml", unsupported("application/xml"), () -> text("<?xml version=\"1.0\"?><feed/>"));
        add("packed.svgz", unsupported(), () -> join(bytes(0x1F, 0x8B, 8, 0), zeros(40)));
        add("page.html", unsupported("text/html"), () -> text("\n<!DOCTYPE HTML><script>alert(1)</script>"));
        add("notes.txt", unsupported(), () -> text("BMW and PTA, PKO and CIA are no images."));
        add("icon-of-os2.txt", unsupported(), () -> text("ICONS of the web"));
        add("not-an-archive.txt", unsupported(), () -> text("PKO Bank"));
        add("archive.zip", unsupported("application/zip"), () -> join(text("PK"), bytes(3, 4, 20, 0), zeros(40)));
        add("none-in.zip", unsupported("application/zip"), () -> join(text("PK"), bytes(5, 6), zeros(18)));
        add("document.pdf", unsupported("application/pdf"), () -> text("%PDF-1.7\n1 0 obj"));
        add("page.eps", unsupported("application/postscript"), () -> text("%!PS-Adobe-3.0 EPSF-3.0\n"));
        add("layers.psd", unsupported("image/vnd.adobe.photoshop"), () -> join(text("8BPS"), bytes(0, 1), zeros(40)));
        add("favicon.ico", unsupported("image/x-icon"), () -> bytes(0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0));
        add("pointer.cur", unsupported(), () -> bytes(0, 0, 2, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0));
        add("film.mp4", unsupported("video/mp4"), () -> fileType("isom", "iso2", "avc1"));
        add("film.mov", unsupported(), () -> fileType("qt  "));
        add("no-codec.heif", unsupported("image/heif"), () -> join(fileType("mif1"), box("meta", metaContent(9, 9))));
        add("sound.wav", unsupported("audio/vnd.wave"), () -> join(text("RIFF"), little32(36), text("WAVEfmt ")));
        add("program.exe", unsupported(), () -> join(text("MZ"), bytes(0x90, 0), zeros(60)));
        add(
                "raw.cr2",
                unsupported("image/x-canon-cr2"),
                () -> join(text("II*\0"), little32(16), text("CR"), zeros(40)));
        add("big.tiff", unreadable(TIFF), () -> join(text("II"), little16(43), little16(8), zeros(2), zeros(40)));
        add(
                "raw.dng",
                unsupported("image/x-adobe-dng"),
                () -> tiff(0, size(256, 9), size(257, 9), tiffEntry(50706, 1, 4, 0x401)));
    }

    private void misnamed() {
        add("a-jpeg.png", accepted(JPEG), () -> bytesOf("photograph.jpg"));
        add("a-page.jpg", unsupported("text/html"), () -> text("<html><body onload=alert(1)>"));
        add("a-drawing.jpg", unsupported("image/svg+xml"), () -> text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        add("a-gif.exe", accepted(GIF), () -> bytesOf("photograph.gif"));
    }

    private void jpegs() {
        byte[] start = bytes(0xFF, 0xD8);
        add("fill-bytes.jpg", unreadable(JPEG), () -> join(start, repeat(bytes(0xFF), LARGE)));
        add("tiny-segments.jpg", unreadable(JPEG), () -> join(start, repeat(jpegSegment(0xE0, zeros(0)), LARGE / 4)));
        add("noise-between.jpg", unreadable(JPEG), () -> join(start, bytes(0xFF, 0xE0, 0, 2), zeros(LARGE)));
        add(
                "many-segments.jpg",
                accepted(JPEG),
                () -> join(start, repeat(jpegSegment(0xEF, zeros(1)), 5_000), jpegFrame(640, 480)));
        add(
                "large-segments.jpg",
                accepted(JPEG),
                () -> join(start, repeat(jpegSegment(0xE2, zeros(65_533)), 300), jpegFrame(640, 480)));
        add("many-frames.jpg", unreadable(JPEG), () -> join(start, repeat(jpegFrame(640, 480), 100_000)));
        add("short-segment.jpg", unreadable(JPEG), () -> join(start, bytes(0xFF, 0xE0, 0, 1), jpegFrame(9, 9)));
        add("segment-past-end.jpg", unreadable(JPEG), () -> join(start, bytes(0xFF, 0xE0, 0xFF, 0xFF, 1)));
        add("no-height.jpg", unreadable(JPEG), () -> join(start, jpegFrame(9, 0)));
        add("no-components.jpg", unreadable(JPEG), () -> join(start, jpegSegment(0xC0, bytes(8, 0, 9, 0, 9, 0))));
        add("scan-first.jpg", unreadable(JPEG), () -> join(start, jpegSegment(0xDA, zeros(6)), jpegFrame(9, 9)));
        add("end-first.jpg", unreadable(JPEG), () -> join(start, bytes(0xFF, 0xD9), jpegFrame(9, 9)));
        add("no-marker.jpg", unreadable(JPEG), () -> join(start, text("hello"), jpegFrame(9, 9)));
        add("vast.jpg", tooManyPixels(65_535L * 65_535), () -> join(start, jpegFrame(65_535, 65_535)));
        add(
                "script-in-comment.jpg",
                accepted(JPEG),
                () -> join(start, jpegSegment(0xFE, text("<?php system('id'); ?>")), jpegFrame(9, 9)));
    }

    private void pngs() {
        add("vast.png", tooManyPixels(4_290_250_000L), () -> pngHeader(65_500, 65_500));
        add("just-too-many.png", tooManyPixels(100_010_000L), () -> pngHeader(10_001, 10_000));
        add("just-allowed.png", accepted(PNG), () -> pngHeader(10_000, 10_000));
        add("widest.png", tooManyPixels(0x7FFFFFFFL * 0x7FFFFFFFL), () -> pngHeader(0x7FFFFFFF, 0x7FFFFFFF));
        add("no-pixels.png", unreadable(PNG), () -> pngHeader(0, 0));
        add("no-width.png", unreadable(PNG), () -> pngHeader(0, 9));
        add("negative.png", unreadable(PNG), () -> pngHeader(0x80000000L, 9));
        add("all-ones.png", unreadable(PNG), () -> pngHeader(0xFFFFFFFFL, 0xFFFFFFFFL));
        add("wrong-checksum.png", unreadable(PNG), () -> patched(pngHeader(9, 9), 19, 10));
        add(
                "other-chunk-first.png",
                unreadable(PNG),
                () -> join(first(pngHeader(9, 9), 8), pngChunk("tEXt", zeros(13)), pngHeader(9, 9)));
        add(
                "huge-first-chunk.png",
                unreadable(PNG),
                () -> join(first(pngHeader(9, 9), 8), big32(0x7FFFFFFF), text("IHDR"), zeros(40)));
        add(
                "profile-bomb.png",
                accepted(PNG),
                () -> join(pngHeader(9, 9), pngChunk("iCCP", join(text("bomb"), zeros(2), deflatedZeros(BOMB)))));
        add(
                "text-bomb.png",
                accepted(PNG),
                () -> join(
                        pngHeader(9, 9),
                        repeat(pngChunk("zTXt", join(text("bomb"), zeros(2), deflatedZeros(BOMB))), 50)));
        add(
                "tiny-chunks.png",
                accepted(PNG),
                () -> join(pngHeader(9, 9), repeat(pngChunk("tEXt", zeros(0)), LARGE / 12)));
    }

    private void gifs() {
        add("no-width.gif", unreadable(GIF), () -> gifHeader(0, 9));
        add("no-height.gif", unreadable(GIF), () -> gifHeader(9, 0));
        add("vast.gif", tooManyPixels(65_535L * 65_535), () -> gifHeader(65_535, 65_535));
        add(
                "script.gif",
                accepted(GIF),
                () -> join(text("GIF89a/*"), bytes(1, 0), text("*/=1;<script>alert(1)</script>")));
        add(
                "script-as-size.gif",
                tooManyPixels(10_799L * 24_929),
                () -> text("GIF89a/*aa*/=1;<script>alert(1)</script>"));
        add(
                "archive-behind.gif",
                accepted(GIF),
                () -> join(bytesOf("photograph.gif"), text("PK"), bytes(3, 4, 20, 0), zeros(40)));
        add("other-version.gif", unsupported(), () -> text("GIF90a          "));
    }

    private void webps() {
        byte[] lossy = join(bytes(0x10, 0, 0, 0x9D, 1, 0x2A), little16(0x4000 | 9), little16(0xC000 | 9));
        byte[] canvas = join(zeros(4), bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));
        add("length-zero.webp", accepted(WEBP), () -> webp(0, "VP8 ", 10, lossy));
        add("length-lies.webp", accepted(WEBP), () -> webp(0xFFFFFFFFL, "VP8 ", 0xFFFFFFF0L, lossy));
        add("chunk-short.webp", unreadable(WEBP), () -> webp(30, "VP8 ", 4, lossy));
        add("no-width.webp", unreadable(WEBP), () -> webp(30, "VP8 ", 10, patched(lossy, 6, 0)));
        add("no-start-code.webp", unreadable(WEBP), () -> webp(30, "VP8 ", 10, patched(lossy, 3, 0)));
        add("inter-frame.webp", unreadable(WEBP), () -> webp(30, "VP8 ", 10, patched(lossy, 0, 0x11)));
        add("other-version.webp", unreadable(WEBP), () -> webp(30, "VP8L", 5, bytes(0x2F, 0, 0, 0, 0xE0)));
        add("huge-first-chunk.webp", unreadable(WEBP), () -> webp(0x7FFFFFFF, "EXIF", 0x7FFFFFF0, zeros(40)));
        add("list-first.webp", unreadable(WEBP), () -> webp(0x7FFFFFFF, "LIST", 0x7FFFFFF0, zeros(40)));
        add("vast.webp", tooManyPixels(1L << 48), () -> webp(30, "VP8X", 10, canvas));
    }

    private void heifs() {
        byte[] avif = fileType("avif", "mif1");
        byte[] heic = fileType("mif1", "heic");
        byte[] content = metaContent(9, 9);
        byte[] meta = box("meta", content);
        add("compatible-brand.heic", accepted(HEIC), () -> join(heic, meta));
        add("meta-2gb.avif", accepted(AVIF), () -> join(avif, big32(0x7FFFFFFF), text("meta"), content));
        add(
                "meta-64bit.avif",
                accepted(AVIF),
                () -> join(avif, big32(1), text("meta"), big64(16 + content.length), content));
        add("meta-to-end.avif", accepted(AVIF), () -> join(avif, big32(0), text("meta"), content));
        add("free-2gb.avif", unreadable(AVIF), () -> join(avif, big32(0x7FFFFFFF), text("free"), meta));
        add("free-8eb.avif", unreadable(AVIF), () -> join(avif, big32(1), text("free"), big64(Long.MAX_VALUE), meta));
        add("free-negative.avif", unreadable(AVIF), () -> join(avif, big32(1), text("free"), big64(-16), meta));
        add("free-to-end.avif", unreadable(AVIF), () -> join(avif, big32(0), text("free"), meta));
        add("box-of-7.avif", unreadable(AVIF), () -> join(avif, big32(7), text("free"), meta));
        add("type-box-2gb.avif", unreadable(AVIF), () -> join(big32(0x7FFFFFFF), text("ftypavif"), zeros(4), meta));
        add("type-box-to-end.heic", unreadable(HEIC), () -> join(big32(0), text("ftypheic"), zeros(4), meta));
        add("nested.avif", unreadable(AVIF), () -> join(avif, nested(1_000)));
        add("tiny-boxes.avif", unreadable(AVIF), () -> join(avif, repeat(box("free"), LARGE / 8), meta));
        add(
                "tiny-boxes-inside.heic",
                unreadable(HEIC),
                () -> join(heic, box("meta", big32(0), repeat(box("iprp"), LARGE / 8))));
        add("pixels-first.avif", accepted(AVIF), () -> join(avif, box("mdat", zeros(LARGE)), meta));
        add(
                "endless-associations.avif",
                unreadable(AVIF),
                () -> join(
                        avif,
                        box(
                                "meta",
                                big32(0),
                                primaryItem(1),
                                box("iprp", box("ipco"), box("ipma", big32(0), big32(0xFFFFFFFFL), zeros(LARGE))))));
        add(
                "no-primary-item.avif",
                unreadable(AVIF),
                () -> join(
                        avif, box("meta", big32(0), box("iprp", box("ipco", spatialExtents(9, 9)), associations(1)))));
        add(
                "primary-item-without-size.avif",
                unreadable(AVIF),
                () -> join(
                        avif,
                        box(
                                "meta",
                                big32(0),
                                primaryItem(2),
                                box("iprp", box("ipco", spatialExtents(9, 9)), associations(1)))));
        add(
                "property-that-is-not.avif",
                unreadable(AVIF),
                () -> join(
                        avif,
                        box(
                                "meta",
                                big32(0),
                                primaryItem(1),
                                box("iprp", box("ipco", spatialExtents(9, 9)), associations(99)))));
        add("no-pixels.heic", unreadable(HEIC), () -> join(heic, box("meta", metaContent(0, 0))));
        add("negative.heic", unreadable(HEIC), () -> join(heic, box("meta", metaContent(0xFFFFFFFFL, 9))));
        add("vast.heic", tooManyPixels(65_500L * 65_500), () -> join(heic, box("meta", metaContent(65_500, 65_500))));
    }

    private static byte[] nested(int depth) {
        byte[] inner = zeros(0);
        for (int i = 0; i < depth; i++) {
            inner = box("meta", big32(0), inner);
        }
        return inner;
    }

    private void bmps() {
        add("vast.bmp", tooManyPixels(0x7FFFFFFFL * 9), () -> bmpHeader(0x7FFFFFFF, 9));
        add("vast-top-down.bmp", tooManyPixels(0x7FFFFFFFL * 0x7FFFFFFFL), () -> bmpHeader(0x7FFFFFFF, -0x7FFFFFFF));
        add("negative-width.bmp", unreadable(BMP), () -> bmpHeader(-9, 9));
        add("most-negative-height.bmp", unreadable(BMP), () -> bmpHeader(9, Integer.MIN_VALUE));
        add("no-pixels.bmp", unreadable(BMP), () -> bmpHeader(0, 0));
        add("other-header.bmp", unsupported(), () -> patched(bmpHeader(9, 9), 14, 41));
        add(
                "nested-arrays.bmp",
                unsupported(),
                () -> repeat(join(text("BA"), little32(0), little32(14), zeros(4)), 100_000));
    }

    private void tiffs() {
        byte[] width = size(256, 9);
        byte[] height = size(257, 9);
        add("loop.tiff", accepted(TIFF), () -> tiff(8, width, height));
        add("loop-of-inner.tiff", accepted(TIFF), () -> tiff(8, tiffEntry(330, 4, 1, 8), width, height));
        add("loop-without-size.tiff", unreadable(TIFF), () -> tiff(8, tiffEntry(330, 4, 1, 8)));
        add("many-values.tiff", accepted(TIFF), () -> tiff(0, tiffEntry(254, 4, 0xFFFFFFFFL, 8), width, height));
        add("many-widths.tiff", unreadable(TIFF), () -> tiff(0, tiffEntry(256, 4, 0xFFFFFFFFL, 8), height));
        add("text-as-width.tiff", unreadable(TIFF), () -> tiff(0, tiffEntry(256, 2, 1, 9), height));
        add("no-entries.tiff", unreadable(TIFF), () -> tiff(0));
        add("no-height.tiff", unreadable(TIFF), () -> tiff(0, width));
        add("zero-height.tiff", unreadable(TIFF), () -> tiff(0, width, size(257, 0)));
        add("directory-outside.tiff", unreadable(TIFF), () -> join(text("II*\0"), little32(0xFFFFFFF0L), zeros(40)));
        add("directory-in-header.tiff", unreadable(TIFF), () -> join(text("II*\0"), little32(0), zeros(40)));
        add("every-entry-is-large.tiff", accepted(TIFF), () -> everyEntryIsLarge(width, height));
        add("vast.tiff", tooManyPixels(0x7FFFFFFFL * 9), () -> tiff(0, tiffEntry(256, 4, 1, 0x7FFFFFFF), height));
    }

    /** 65,535 entries, all but two of which claim the same millions of values. */
    private static byte[] everyEntryIsLarge(byte[] width, byte[] height) {
        byte[][] entries = new byte[65_535][];
        Arrays.fill(entries, tiffEntry(700, 4, LARGE / 4, 8));
        entries[65_533] = width;
        entries[65_534] = height;
        return join(tiff(0, entries), zeros(LARGE));
    }

    private static byte[] size(int tag, int value) {
        return tiffEntry(tag, 3, 1, value);
    }

    /** Noise after each magic number. A GIF's header reads it as a large size; other headers reject it. */
    private void random() {
        add("noise.jpg", unreadable(JPEG), () -> noise(bytes(0xFF, 0xD8, 0xFF, 0xE0)));
        add("noise.png", unreadable(PNG), () -> noise(first(pngHeader(9, 9), 8)));
        add("noise.gif", tooManyPixels(654_484_467), () -> noise(text("GIF89a")));
        add("noise.webp", unreadable(WEBP), () -> noise(text("RIFF    WEBP")));
        add("noise.avif", unreadable(AVIF), () -> noise(join(big32(16), text("ftypavif"), zeros(4))));
        add("noise.heic", unreadable(HEIC), () -> noise(join(big32(16), text("ftypheic"), zeros(4))));
        add("noise.bmp", unsupported(), () -> noise(text("BM")));
        add("noise.tiff", unreadable(TIFF), () -> noise(text("MM\0*")));
        add("noise.bin", unsupported(), () -> noise(bytes(0x42)));
    }

    private static byte[] noise(byte[] magic) {
        byte[] noise = new byte[10_000];
        new Random(20_261_124).nextBytes(noise);
        return join(magic, noise);
    }

    private static byte[] patched(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }

    private static byte[] bytesOf(String name) {
        return Fixtures.realImage(name).bytes();
    }
}
