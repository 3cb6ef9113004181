package io.tintype.packaged.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;

/** A body that starts with some bytes, and continues with one per second until a condition is met. */
final class TricklingBody extends InputStream {

    private final byte[] begin;
    private final BooleanSupplier end;
    private int read;

    TricklingBody(byte[] begin, BooleanSupplier end) {
        this.begin = begin;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        if (read < begin.length / 2) {
            return Byte.toUnsignedInt(begin[read++]);
        }
        if (end.getAsBoolean()) {
            return -1;
        }
        try {
            Thread.sleep(1000); // the pace of a slow client
        } catch (InterruptedException _) {
            throw new InterruptedIOException();
        }
        return 'x';
    }

    /** Reads one byte, since the client would otherwise wait for a full buffer. */
    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
        int one = read();
        if (one < 0) {
            return -1;
        }
        target[offset] = (byte) one;
        return 1;
    }
}
