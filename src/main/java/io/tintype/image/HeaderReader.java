package io.tintype.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers at any position through one small window, and stops after {@link #READ_LIMIT} bytes, so that neither
 * memory nor work depends on the lengths and offsets in a file.
 */
final class HeaderReader {

    /**
     * Maximum number of bytes that are read per image. Skipped bytes count only if they are in a window that is read.
     */
    static final int READ_LIMIT = 16 * 1024 * 1024;

    private static final int WINDOW = 8 * 1024;

    private final SeekableByteChannel file;
    private final long length;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowStart;
    private int windowLength;
    private long position;
    private long fetched;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    /** Creates a reader of a channel, which the caller closes. */
    HeaderReader(SeekableByteChannel file) throws IOException {
        this.file = file;
        this.length = file.size();
    }

    long length() {
        return length;
    }

    long position() {
        return position;
    }

    /** Returns whether the limit was reached, so that what was read may be incomplete. */
    boolean isExhausted() {
        return fetched >= READ_LIMIT;
    }

    HeaderReader order(ByteOrder newOrder) {
        order = newOrder;
        return this;
    }

    /** Moves to a position. Rejects a position after the end of the file immediately, not at the next read. */
    HeaderReader seek(long newPosition) throws DamagedHeader {
        if (newPosition < 0 || newPosition > length) {
            throw new DamagedHeader("points outside the file");
        }
        position = newPosition;
        return this;
    }

    HeaderReader skip(long count) throws DamagedHeader {
        if (count < 0 || count > length - position) {
            throw new DamagedHeader("ends before it should");
        }
        return seek(position + count);
    }

    /** Returns the first {@code most} bytes, at most the length of a window, or all bytes of a shorter file. */
    byte[] head(int most) throws IOException {
        byte[] head = new byte[(int) Math.min(most, length)];
        seek(0);
        for (int i = 0; i < head.length; i++) {
            head[i] = (byte) uint8();
        }
        seek(0);
        return head;
    }

    int uint8() throws IOException {
        long index = position - windowStart;
        if (index < 0 || index >= windowLength) {
            fetch();
            index = position - windowStart;
        }
        position++;
        return window.get((int) index) & 0xFF;
    }

    int uint16() throws IOException {
        int first = uint8();
        int second = uint8();
        return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }

    long uint32() throws IOException {
        long first = uint16();
        long second = uint16();
        return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
    }

    /**
     * Reads 64 bits as a signed number. A negative result stands for an unsigned number that is larger than any file.
     */
    long int64() throws IOException {
        long first = uint32();
        long second = uint32();
        return order == ByteOrder.BIG_ENDIAN ? first << 32 | second : second << 32 | first;
    }

    /** Reads a number of 4 or 8 bytes, or returns 0 for a size of 0. */
    long number(int bytes) throws IOException {
        return switch (bytes) {
            case 0 -> 0;
            case 4 -> uint32();
            case 8 -> int64();
            default -> throw new DamagedHeader("a number of another length");
        };
    }

    String fourCharacters() throws IOException {
        byte[] characters = {(byte) uint8(), (byte) uint8(), (byte) uint8(), (byte) uint8()};
        return new String(characters, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads the window that contains the position. Windows start at multiples of their length, so that moving back and
     * forth reads few bytes twice.
     */
    private void fetch() throws IOException {
        if (fetched >= READ_LIMIT) {
            throw new DamagedHeader("no dimensions within the limit");
        }
        window.clear().limit((int) Math.min(WINDOW, READ_LIMIT - fetched));
        windowStart = position / WINDOW * WINDOW;
        windowLength = 0;
        file.position(windowStart);
        int count = 0;
        while (count >= 0 && window.hasRemaining()) {
            count = file.read(window);
            fetched += Math.max(0, count);
        }
        windowLength = window.position();
        if (position - windowStart >= windowLength) {
            throw new DamagedHeader("cut off");
        }
    }
}
