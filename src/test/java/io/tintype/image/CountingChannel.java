package io.tintype.image;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file in memory that counts how much of it is read. */
final class CountingChannel implements SeekableByteChannel {
    private final byte[] content;
    private long position;
    private long bytesRead;
    private int largestRead;

    CountingChannel(byte[] content) {
        this.content = content;
    }

    long bytesRead() {
        return bytesRead;
    }

    /** The size of the largest buffer of a read. */
    int largestRead() {
        return largestRead;
    }

    @Override
    public int read(ByteBuffer target) {
        largestRead = Math.max(largestRead, target.remaining());
        if (position >= content.length) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), content.length - position);
        target.put(content, (int) position, count);
        position += count;
        bytesRead += count;
        return count;
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
        return content.length;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // there is nothing to close
    }
}
