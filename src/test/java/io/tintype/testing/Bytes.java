package io.tintype.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Assembles files from pieces. */
public final class Bytes {

    private Bytes() {}

    public static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** Returns one byte for each number. */
    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] zeros(int count) {
        return new byte[count];
    }

    public static byte[] repeat(byte[] part, int times) {
        byte[] all = new byte[Math.multiplyExact(part.length, times)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    public static byte[] big16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    public static byte[] big32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    public static byte[] big64(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    public static byte[] little16(int value) {
        return ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) value)
                .array();
    }

    public static byte[] little32(long value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array();
    }

    public static byte[] first(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, count);
    }

    /** Returns the position of an ASCII text. */
    public static int indexOf(byte[] bytes, String text) {
        int index = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException("no " + text);
        }
        return index;
    }

    public static byte[] pngChunk(String type, byte[] content) {
        byte[] named = join(text(type), content);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        return join(big32(content.length), named, big32(checksum.getValue()));
    }

    /** Signature and IHDR (8-bit RGB), without further chunks. */
    public static byte[] pngHeader(long width, long height) {
        byte[] header = join(big32(width), big32(height), bytes(8, 2, 0, 0, 0));
        return join(bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'), pngChunk("IHDR", header));
    }

    /** A square PNG of one grey, with a colour profile. */
    public static byte[] greyPng(int side, int grey, byte[] profile) {
        byte[] row = new byte[1 + 3 * side]; // no filter, and the pixels
        Arrays.fill(row, 1, row.length, (byte) grey);
        return join(
                pngHeader(side, side),
                pngChunk("iCCP", join(text("profile"), zeros(2), deflated(profile))),
                pngChunk("IDAT", deflated(repeat(row, side))),
                pngChunk("IEND", zeros(0)));
    }

    /** Returns this many zeros as zlib compresses them, to about a thousandth. */
    public static byte[] deflatedZeros(int count) {
        return deflated(zeros(count));
    }

    /** Returns the bytes as zlib compresses them. */
    public static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
                DeflaterOutputStream stream = new DeflaterOutputStream(packed, deflater)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** A segment with its marker. */
    public static byte[] jpegSegment(int marker, byte[] content) {
        return join(bytes(0xFF, marker), big16(content.length + 2), content);
    }

    /** A baseline frame header of three components. */
    public static byte[] jpegFrame(int width, int height) {
        byte[] components = bytes(3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1);
        return jpegSegment(0xC0, join(bytes(8), big16(height), big16(width), components));
    }

    public static byte[] box(String type, byte[]... content) {
        byte[] all = join(content);
        return join(big32(8L + all.length), text(type), all);
    }

    public static byte[] fileType(String... brands) {
        byte[] all = join(text(brands[0]), big32(0), text(String.join("", brands)));
        return box("ftyp", all);
    }

    public static byte[] spatialExtents(long width, long height) {
        return box("ispe", big32(0), big32(width), big32(height));
    }

    /** An "ipma" box that associates each item, numbered from 1, with one property. */
    public static byte[] associations(int... properties) {
        byte[] entries = big32(properties.length);
        for (int i = 0; i < properties.length; i++) {
            entries = join(entries, big16(i + 1), bytes(1, properties[i]));
        }
        return box("ipma", big32(0), entries);
    }

    public static byte[] primaryItem(int item) {
        return box("pitm", big32(0), big16(item));
    }

    /** Returns the content of a "meta" box with one image of this size. */
    public static byte[] metaContent(long width, long height) {
        byte[] properties = box("iprp", box("ipco", spatialExtents(width, height)), associations(1));
        return join(big32(0), primaryItem(1), properties);
    }

    /** A little-endian TIFF with one directory, which refers to the next. */
    public static byte[] tiff(long nextDirectory, byte[]... entries) {
        byte[] start = join(text("II"), little16(42), little32(8));
        return join(start, little16(entries.length), join(entries), little32(nextDirectory));
    }

    public static byte[] tiffEntry(int tag, int type, long count, long value) {
        return join(little16(tag), little16(type), little32(count), little32(value));
    }

    /** A RIFF file of one WebP chunk. */
    public static byte[] webp(long riffLength, String chunk, long chunkLength, byte[] content) {
        return join(text("RIFF"), little32(riffLength), text("WEBP" + chunk), little32(chunkLength), content);
    }

    /** File header and 24-bit BITMAPINFOHEADER, without pixels. */
    public static byte[] bmpHeader(int width, int height) {
        byte[] fileHeader = join(text("BM"), little32(54), zeros(4), little32(54));
        return join(fileHeader, little32(40), little32(width), little32(height), little16(1), little16(24), zeros(24));
    }

    /** Header and logical screen, without colours. */
    public static byte[] gifHeader(int width, int height) {
        return join(text("GIF89a"), little16(width), little16(height), zeros(3));
    }
}
