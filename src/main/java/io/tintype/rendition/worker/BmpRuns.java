package io.tintype.rendition.worker;

import java.io.EOFException;
import java.io.IOException;

/**
 * Reads the pixels of a BMP that is compressed by run-length encoding with 4, 8 or 24 bits for each pixel. Pixels that
 * the file skips stay black, as in browsers.
 */
final class BmpRuns {

    private static final int END_OF_LINE = 0;
    private static final int END_OF_BITMAP = 1;
    private static final int DELTA = 2;

    private final BmpInput in;
    private final BmpHeader header;
    private final Painter painter;
    private int x;
    private int row;

    /** Paints one pixel. */
    @FunctionalInterface
    interface Painter {
        void paint(int x, int row, int colour);
    }

    BmpRuns(BmpInput in, BmpHeader header, Painter painter) {
        this.in = in;
        this.header = header;
        this.painter = painter;
    }

    /** @throws EOFException if the file ends before the last row */
    void read() throws IOException {
        while (row < header.height()) {
            int count = in.uint8();
            if (count > 0) {
                run(count);
                continue;
            }
            int code = in.uint8();
            switch (code) {
                case END_OF_LINE -> {
                    x = 0;
                    row++;
                }
                case END_OF_BITMAP -> {
                    return;
                }
                case DELTA -> {
                    x = Math.min(x + in.uint8(), header.width());
                    row += in.uint8();
                }
                default -> literal(code);
            }
            if (row == header.height() - 1 && x >= header.width() && code != END_OF_LINE) {
                return; // the end is not marked
            }
        }
    }

    private void run(int count) throws IOException {
        if (header.bits() == 24) {
            int colour = colour();
            for (int i = 0; i < count; i++) {
                paint(colour);
            }
            return;
        }
        int indices = in.uint8();
        for (int i = 0; i < count; i++) {
            paint(header.palette()[header.bits() == 8 ? indices : i % 2 == 0 ? indices >> 4 : indices & 0xF]);
        }
    }

    /** Reads pixels one by one, padded to an even number of bytes. */
    private void literal(int count) throws IOException {
        long start = in.position();
        int indices = 0;
        for (int i = 0; i < count; i++) {
            if (header.bits() == 24) {
                paint(colour());
            } else if (header.bits() == 8) {
                paint(header.palette()[in.uint8()]);
            } else {
                indices = i % 2 == 0 ? in.uint8() : indices << 4;
                paint(header.palette()[indices >> 4 & 0xF]);
            }
        }
        in.skip((in.position() - start) % 2);
    }

    private int colour() throws IOException {
        return in.uint8() | in.uint8() << 8 | in.uint8() << 16;
    }

    private void paint(int colour) {
        if (x < header.width() && row < header.height()) {
            painter.paint(x, row, colour);
        }
        x = Math.min(x + 1, header.width());
    }
}
