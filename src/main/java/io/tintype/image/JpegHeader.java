package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;

/** Reads the frame header of a JPEG (ITU-T T.81, B.2.2), which may follow any number of other segments. */
final class JpegHeader {
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;

    /**
     * Maximum number of segments between two scans. For each segment that a decoder keeps, it traverses all earlier
     * ones. Large profiles and depth maps have a few hundred.
     */
    static final int MAX_SEGMENTS = 10_000;

    private JpegHeader() {}

    /** Number of bytes of the frame header that are read, including its marker. */
    static final int READ = 10;

    /** Returns the size of the image, and leaves the reader {@link #READ} bytes after the start of the frame header. */
    static Dimensions read(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.BIG_ENDIAN).seek(2);
        if (reader.uint8() != 0xFF) {
            throw new DamagedHeader("no marker after the first");
        }
        reader.seek(2);
        for (int segments = 0; segments <= MAX_SEGMENTS; segments++) {
            int marker = nextMarker(reader);
            if (isFrame(marker)) {
                return frame(reader);
            }
            if (marker == START_OF_IMAGE || marker == END_OF_IMAGE || marker == START_OF_SCAN) {
                throw new DamagedHeader("no frame header");
            }
            if (!standsAlone(marker)) {
                skipSegment(reader);
            }
        }
        throw new DamagedHeader("too many segments");
    }

    /** Skips fill bytes and, as decoders do, other bytes between segments. */
    private static int nextMarker(HeaderReader reader) throws IOException {
        int previous = 0;
        while (true) {
            int current = reader.uint8();
            if (previous == 0xFF && current != 0xFF && current != 0) {
                return current;
            }
            previous = current;
        }
    }

    private static void skipSegment(HeaderReader reader) throws IOException {
        int length = reader.uint16();
        if (length < 2) {
            throw new DamagedHeader("a segment that is shorter than its length");
        }
        reader.skip(length - 2);
    }

    private static Dimensions frame(HeaderReader reader) throws IOException {
        int length = reader.uint16();
        reader.uint8(); // bits per sample
        int height = reader.uint16();
        int width = reader.uint16();
        int components = reader.uint8();
        if (components == 0 || length != 8 + 3 * components) {
            throw new DamagedHeader("a frame header of another length than it has components");
        }
        return new Dimensions(width, height);
    }

    /**
     * Returns whether a marker is one of SOF0 to SOF15: C0 to CF without the tables DHT and DAC and the reserved JPG.
     */
    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** Returns whether a marker has no length, as TEM and RST0 to RST7. */
    private static boolean standsAlone(int marker) {
        return marker == 0x01 || marker >= 0xD0 && marker <= 0xD7;
    }
}
