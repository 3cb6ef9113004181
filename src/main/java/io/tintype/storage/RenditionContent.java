package io.tintype.storage;

import java.io.IOException;

/**
 * A rendition opened for reading.
 *
 * @param size in bytes
 * @param sha256 of the bytes, as 64 lowercase hexadecimal digits
 * @param verified whether the bytes are known to have this checksum. If not, they must be verified when they are read
 * @param bytes all bytes of the rendition
 */
public record RenditionContent(long size, String sha256, boolean verified, StoredContent bytes)
        implements AutoCloseable {

    /** Releases the store's resources. Cheap even if bytes are unread. */
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
