package io.tintype.packaged.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/** A body that starts with some bytes, continues with one per second, and ends after a time. */
final class TricklingBody extends InputStream {

    private final byte[] begin;
    private final Duration length;
    private long start;
    private int read;

    TricklingBody(byte[] begin, Duration length) {
        this.begin = begin;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        if (read == 0) {
            start = System.nanoTime();
        }
        if (read < begin.length / 2) {
            return Byte.toUnsignedInt(begin[read++]);
        }
        if (System.nanoTime() - start > length.toNanos()) {
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
