package io.tintype.rendition.worker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads little-endian numbers. */
final class BmpInput {

    private final InputStream file;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;
    private long before;

    BmpInput(InputStream file) {
        this.file = file;
    }

    /** Returns the number of bytes that have been read or skipped. */
    long position() {
        return before + at;
    }

    /** Reads a byte, or throws {@link EOFException}. */
    int uint8() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xFF;
    }

    int uint16() throws IOException {
        return uint8() | uint8() << 8;
    }

    int int32() throws IOException {
        return uint16() | uint16() << 16;
    }

    long uint32() throws IOException {
        return Integer.toUnsignedLong(int32());
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > end - at) {
            left -= end - at;
            at = end;
            fill();
        }
        at += (int) left;
    }

    private void fill() throws IOException {
        before += end;
        at = 0;
        end = Math.max(0, file.read(buffer));
        if (end == 0) {
            throw new EOFException();
        }
    }
}
