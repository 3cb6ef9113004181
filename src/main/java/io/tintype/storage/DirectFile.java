package io.tintype.storage;

import java.nio.channels.SeekableByteChannel;

/**
 * A file that a client has sent to the store. If it is replaced, its methods throw {@link StorageException}, so that all
 * of them concern the same bytes.
 */
public interface DirectFile {

    /** Returns the number of bytes. */
    long size();

    /**
     * Returns the SHA-256 of the bytes, as 64 lowercase hexadecimal digits. The store has verified it, or else this
     * method reads all bytes.
     */
    String sha256();

    /**
     * Returns a channel that requests parts of the file when they are read, and keeps at most a few of them in memory. It
     * throws {@link StorageException} if the store fails, and need not be closed.
     */
    SeekableByteChannel channel();
}
