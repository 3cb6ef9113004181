package io.tintype.storage.s3;

import io.tintype.storage.ByteRange;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.function.Function;

/**
 * Reads a file by ranges, of which it keeps one in memory. A range is small after each jump, and larger the longer a
 * reader continues without one.
 */
final class RangeChannel implements SeekableByteChannel {

    private static final int MIN_RANGE = 64 * 1024;
    private static final int MAX_RANGE = 1024 * 1024;

    private final long size;
    private final Function<ByteRange, byte[]> source;
    private long position;
    private long blockStart;
    private byte[] block = new byte[0];

    /** @param source returns all bytes of a range */
    RangeChannel(long size, Function<ByteRange, byte[]> source) {
        this.size = size;
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) {
        if (position >= size) {
            return -1;
        }
        if (position < blockStart || position >= blockStart + block.length) {
            fetch();
        }
        int offset = (int) (position - blockStart);
        int count = Math.min(target.remaining(), block.length - offset);
        target.put(block, offset, count);
        position += count;
        return count;
    }

    private void fetch() {
        boolean continues = block.length > 0 && position == blockStart + block.length;
        int length = continues ? Math.min(MAX_RANGE, Math.max(MIN_RANGE, 2 * block.length)) : MIN_RANGE;
        blockStart = continues ? position : position / MIN_RANGE * MIN_RANGE;
        block = source.apply(new ByteRange(blockStart, Math.min(size, blockStart + length) - 1));
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // keeps nothing open
    }
}
