package io.tintype.image;

import java.io.IOException;

/** Reads bits from a byte array, the most significant bit of each byte first. */
final class Bits {
    private final byte[] bytes;
    private int position;

    Bits(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the next {@code count} bits, at most 32, as an unsigned number. */
    long read(int count) throws IOException {
        long value = 0;
        for (int i = 0; i < count; i++) {
            if (position >= 8 * bytes.length) {
                throw new DamagedHeader("cut off");
            }
            value = value << 1 | bytes[position >> 3] >> 7 - (position & 7) & 1;
            position++;
        }
        return value;
    }

    boolean flag() throws IOException {
        return read(1) == 1;
    }

    void skip(int count) {
        position += count;
    }

    /** Reads an unsigned number in Exp-Golomb code (ITU-T H.265, section 9.2). */
    long expGolomb() throws IOException {
        int zeros = 0;
        while (!flag()) {
            if (++zeros > 32) {
                throw new DamagedHeader("a number of more than 32 bits");
            }
        }
        return (1L << zeros) - 1 + read(zeros);
    }
}
