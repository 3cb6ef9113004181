package io.tintype.packaged.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/** A body that begins with some bytes, goes on with one each second, and ends after a while. */
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
            Thread.sleep(1000); // the pace of the caller that this is, not a wait for the service
        } catch (InterruptedException _) {
            throw new InterruptedIOException();
        }
        return 'x';
    }

    /** Never more than there is, or a client would wait for its buffer to fill. */
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
