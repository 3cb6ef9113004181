package io.tintype.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * A rendition opened for reading.
 *
 * @param size bytes
 * @param sha256 of the bytes, 64 lowercase hexadecimal digits
 * @param bytes all of them; a read that the store fails throws {@link IOException}
 */
public record RenditionContent(long size, String sha256, InputStream bytes) implements AutoCloseable {

    /** Gives the store's resources back; cheap also where bytes are left unread. */
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
