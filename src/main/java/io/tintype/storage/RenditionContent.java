package io.tintype.storage;

import java.io.IOException;

/**
 * A rendition opened for reading.
 *
 * @param size bytes
 * @param sha256 of the bytes, 64 lowercase hexadecimal digits
 * @param bytes all of them
 */
public record RenditionContent(long size, String sha256, StoredContent bytes) implements AutoCloseable {

    /** Gives the store's resources back; cheap also where bytes are left unread. */
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
