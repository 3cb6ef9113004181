package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the first directory of a TIFF (TIFF 6.0, section 2) or BigTIFF, which describes the first page. Also reads the
 * few subdirectories that identify the raw file of a camera, whose first directory describes only a thumbnail.
 */
final class TiffHeader {
    private static final int IMAGE_WIDTH = 256;
    private static final int IMAGE_LENGTH = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int MAKE = 271;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int SUB_DIRECTORIES = 330;
    private static final int DNG_VERSION = 50_706;
    private static final int COLOUR_FILTER_ARRAY = 32_803;
    private static final int LINEAR_RAW = 34_892;

    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int DIRECTORY = 13;
    private static final int LONG8 = 16;
    private static final int DIRECTORY8 = 18;

    private static final int BIG = 43;

    /** Maximum number of subdirectories. Raw files have up to six, and pyramidal images of microscopes a dozen. */
    private static final int MAX_SUB_DIRECTORIES = 64;

    private static final int MAX_MAKE = 32;

    private final HeaderReader reader;
    private final boolean big;
    private long width;
    private long height;
    private long tileWidth;
    private long tileHeight;
    private long samples = 1;
    private long bits = 1;
    private String make = "";
    private boolean isDng;
    private List<Long> subDirectories = List.of();
    private long next;

    private TiffHeader(HeaderReader reader) throws IOException {
        this.reader = reader;
        reader.seek(0).order(reader.uint8() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        big = reader.seek(2).uint16() == BIG;
    }

    /**
     * Returns the size of the image.
     *
     * @throws ImageException.UnsupportedFormat if it is the raw file of a camera
     */
    static Dimensions read(HeaderReader reader) throws IOException {
        TiffHeader header = new TiffHeader(reader);
        header.readFirstDirectory();
        header.refuseRaw();
        return new Dimensions(header.width, header.height, header.weight());
    }

    /** Returns the position and the length of the offset of the second directory. */
    static Link nextDirectory(HeaderReader reader) throws IOException {
        TiffHeader header = new TiffHeader(reader);
        header.readFirstDirectory();
        return new Link(header.next, header.big ? 8 : 4);
    }

    /** The position of an offset in a file. */
    record Link(long position, int length) {}

    private void readFirstDirectory() throws IOException {
        long directory = big ? reader.seek(8).int64() : reader.seek(4).uint32();
        long entries =
                big ? reader.seek(directory).int64() : reader.seek(directory).uint16();
        if (entries < 0 || entries > 0xFFFF) {
            throw new DamagedHeader("too many entries");
        }
        for (long entry = 0; entry < entries; entry++) {
            try {
                readEntry(reader.seek(entry(directory, entry)).uint16());
            } catch (DamagedHeader e) {
                if (width > 0 && height > 0) {
                    return; // truncated after the needed entries
                }
                throw e;
            }
        }
        next = entry(directory, entries);
    }

    private long entry(long directory, long number) {
        return big ? directory + 8 + 20 * number : directory + 2 + 12 * number;
    }

    private void readEntry(int tag) throws IOException {
        switch (tag) {
            case IMAGE_WIDTH -> width = value();
            case IMAGE_LENGTH -> height = value();
            case TILE_WIDTH -> tileWidth = value();
            case TILE_LENGTH -> tileHeight = value();
            case SAMPLES_PER_PIXEL -> samples = Math.max(1, value());
            case BITS_PER_SAMPLE ->
                bits = values(8).stream().mapToLong(Long::longValue).max().orElse(1);
            case MAKE -> make = letters();
            case SUB_DIRECTORIES -> subDirectories = values(MAX_SUB_DIRECTORIES);
            case DNG_VERSION -> isDng = true;
            default -> {} // irrelevant to the dimensions
        }
    }

    /** Reads the number of an entry that has a single number, which is in the entry itself. */
    private long value() throws IOException {
        int type = reader.uint16();
        if (count() != 1) {
            throw new DamagedHeader("several values where one is due");
        }
        return number(type);
    }

    /**
     * Reads the first numbers of an entry, at most {@code most}. Numbers that do not fit into the entry are elsewhere
     * in the file.
     */
    private List<Long> values(int most) throws IOException {
        int type = reader.uint16();
        long count = count();
        int size = switch (type) {
            case BYTE -> 1;
            case SHORT -> 2;
            case LONG8, DIRECTORY8 -> 8;
            default -> 4;
        };
        if (count * size > (big ? 8 : 4)) {
            reader.seek(offset());
        }
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < Math.min(count, most); i++) {
            values.add(number(type));
        }
        if (most == MAX_SUB_DIRECTORIES && count > most) {
            throw new DamagedHeader("too many directories");
        }
        return values;
    }

    private long count() throws IOException {
        long count = big ? reader.int64() : reader.uint32();
        if (count < 0 || count > 0xFFFFFFFFL) {
            throw new DamagedHeader("too many values");
        }
        return count;
    }

    private long offset() throws IOException {
        return big ? reader.int64() : reader.uint32();
    }

    private long number(int type) throws IOException {
        return switch (type) {
            case BYTE -> reader.uint8();
            case SHORT -> reader.uint16();
            case LONG, DIRECTORY -> reader.uint32();
            case LONG8, DIRECTORY8 -> reader.int64();
            default -> throw new DamagedHeader("a number that is not an integer");
        };
    }

    private String letters() throws IOException {
        reader.uint16();
        long count = count();
        if (count > (big ? 8 : 4)) {
            reader.seek(offset());
        }
        byte[] letters = new byte[(int) Math.min(count, MAX_MAKE)];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) reader.uint8();
        }
        return new String(letters, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    private void refuseRaw() throws IOException {
        if (isDng) {
            throw new ImageException.UnsupportedFormat("image/x-adobe-dng");
        }
        for (long directory : subDirectories) {
            if (isRaw(directory)) {
                throw new ImageException.UnsupportedFormat(rawType());
            }
        }
    }

    private boolean isRaw(long directory) throws IOException {
        try {
            long entries = Math.min(
                    big
                            ? reader.seek(directory).int64()
                            : reader.seek(directory).uint16(),
                    0xFFFF);
            for (long entry = 0; entry < entries; entry++) {
                if (reader.seek(entry(directory, entry)).uint16() == PHOTOMETRIC) {
                    long photometric = value();
                    return photometric == COLOUR_FILTER_ARRAY || photometric == LINEAR_RAW;
                }
            }
            return false;
        } catch (DamagedHeader _) {
            return false; // truncated: only the first directory matters
        }
    }

    private String rawType() {
        if (make.startsWith("NIKON")) {
            return "image/x-nikon-nef";
        }
        if (make.startsWith("SONY")) {
            return "image/x-sony-arw";
        }
        return make.startsWith("PENTAX") || make.startsWith("RICOH") ? "image/x-pentax-pef" : null;
    }

    /**
     * Returns the memory that a decoder needs, in pixels of 64 bits: for the image, or for one tile if that is larger.
     */
    private long weight() {
        double area = Math.max((double) width * height, (double) tileWidth * tileHeight);
        return (long) Math.ceil(area * samples * Math.max(1, bits) / 64);
    }
}
