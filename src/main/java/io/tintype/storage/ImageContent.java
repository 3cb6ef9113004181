package io.tintype.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * An image opened for reading.
 *
 * @param image the facts of the whole image, also where {@code bytes} is only a range of it
 * @param bytes the bytes that were asked for; a read that the store fails throws {@link IOException}
 */
public record ImageContent(StoredImage image, InputStream bytes) implements AutoCloseable {

    /** Gives the store's resources back; cheap also where bytes are left unread. */
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
