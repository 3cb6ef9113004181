package io.tintype.storage;

import java.io.IOException;

/**
 * An image opened for reading.
 *
 * @param image the facts of the whole image, also where {@code bytes} is only a range of it
 * @param bytes the bytes that were asked for
 */
public record ImageContent(ImageMetadata image, StoredContent bytes) implements AutoCloseable {

    /** Gives the store's resources back; cheap also where bytes are left unread. */
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
