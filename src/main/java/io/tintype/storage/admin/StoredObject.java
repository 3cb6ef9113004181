package io.tintype.storage.admin;

import io.tintype.storage.ImageMetadata;
import java.time.Instant;
import java.util.Optional;

/**
 * What a store holds under an image's id.
 *
 * @param name what the store calls it, for people
 * @param size bytes that are there, or -1 where there is no place for them at all
 * @param writtenAt by the store's clock
 * @param known what is known of the image, or null if that is nothing and it counts as absent
 */
public record StoredObject(String name, long size, Instant writtenAt, ImageMetadata known) {

    /** The image's facts, or empty if what is there is no image of ours. */
    public Optional<ImageMetadata> facts() {
        return Optional.ofNullable(known);
    }
}
