package io.tintype.storage;

import java.io.IOException;

/**
 * An image opened for reading.
 *
 * @param image the metadata of the whole image, even if {@code bytes} is only a range of it
 * @param bytes the requested bytes
 */
public record ImageContent(ImageMetadata image, StoredContent bytes) implements AutoCloseable {

    /** Releases the store's resources. Cheap even if bytes are unread. */
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
