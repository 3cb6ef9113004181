package io.tintype.storage.admin;

import io.tintype.storage.ImageMetadata;
import java.time.Instant;
import java.util.Optional;

/**
 * The object that a store has under an image's id.
 *
 * @param name the name in the store, for display
 * @param size the number of bytes, or -1 if the content is missing
 * @param writtenAt according to the store's clock
 * @param metadataOrNull the image's metadata, or null if it cannot be read, in which case the image is treated as absent
 */
public record StoredObject(String name, long size, Instant writtenAt, ImageMetadata metadataOrNull) {

    /** Returns the image's metadata, or empty if the object is not an image of this service. */
    public Optional<ImageMetadata> metadata() {
        return Optional.ofNullable(metadataOrNull);
    }
}
