package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Reads the logical screen of a GIF and the rectangle of its first frame (GIF89a, sections 18 and 20). As in browsers,
 * a screen that is smaller than its first frame, or empty, grows to the frame.
 */
final class GifHeader {
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;
    private static final int HAS_COLOURS = 0x80;
    private static final int COLOURS = 0x07;

    private GifHeader() {}

    /** Returns the size of the logical screen. */
    static Dimensions read(HeaderReader reader) throws IOException {
        Dimensions screen = screen(reader);
        try {
            GifFrame frame = firstFrame(reader);
            return new Dimensions(frame.screenWidth(), frame.screenHeight());
        } catch (DamagedHeader _) {
            return screen; // no readable frame, but a complete screen descriptor
        }
    }

    static GifFrame firstFrame(HeaderReader reader) throws IOException {
        Dimensions screen = screen(reader);
        int flags = reader.seek(10).uint8();
        reader.skip(2);
        if ((flags & HAS_COLOURS) != 0) {
            reader.skip(3L << (flags & COLOURS) + 1);
        }
        for (int block = reader.uint8(); block != IMAGE; block = reader.uint8()) {
            if (block != EXTENSION) {
                throw new DamagedHeader("no frame");
            }
            skipExtension(reader);
        }
        int left = reader.uint16();
        int top = reader.uint16();
        int width = reader.uint16();
        int height = reader.uint16();
        return new GifFrame(
                (int) Math.max(screen.width(), left + (long) width),
                (int) Math.max(screen.height(), top + (long) height),
                left,
                top,
                width,
                height);
    }

    private static Dimensions screen(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.LITTLE_ENDIAN).seek(6);
        Dimensions screen = new Dimensions(reader.uint16(), reader.uint16());
        reader.skip(3); // checks that the descriptor is complete
        return screen;
    }

    private static void skipExtension(HeaderReader reader) throws IOException {
        reader.skip(1); // its label
        for (int length = reader.uint8(); length != 0; length = reader.uint8()) {
            reader.skip(length);
        }
    }
}
