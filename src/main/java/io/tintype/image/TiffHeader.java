package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The first directory of a TIFF (TIFF 6.0, section 2), which is the whole of an image with several pages too; what
 * it points to is not followed.
 *
 * <p>metadata-extractor's reader asks its handler once for every 32-bit value of every entry whether it is a
 * directory. 65,535 entries that all claim the same five million values are half an hour of work, and no handler can
 * refuse it.
 */
final class TiffHeader {
    private static final int IMAGE_WIDTH = 256;
    private static final int IMAGE_LENGTH = 257;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private TiffHeader() {}

    static Dimensions read(HeaderReader reader) throws IOException {
        reader.seek(0).order(reader.uint8() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = reader.seek(4).uint32();
        int entries = reader.seek(directory).uint16();
        long width = 0;
        long height = 0;
        for (int entry = 0; entry < entries && (width == 0 || height == 0); entry++) {
            reader.seek(directory + 2 + 12L * entry);
            switch (reader.uint16()) {
                case IMAGE_WIDTH -> width = value(reader);
                case IMAGE_LENGTH -> height = value(reader);
                default -> {} // does not say how large the image is
            }
        }
        return new Dimensions(width, height);
    }

    /** The entry's single number, which stands in the entry itself. */
    private static long value(HeaderReader reader) throws IOException {
        int type = reader.uint16();
        long count = reader.uint32();
        if (count != 1) {
            throw new DamagedHeader("several widths or heights");
        }
        return switch (type) {
            case BYTE -> reader.uint8();
            case SHORT -> reader.uint16();
            case LONG -> reader.uint32();
            default -> throw new DamagedHeader("a width or height that is no whole number");
        };
    }
}
