package io.tintype.image;

import java.util.Optional;

/**
 * What a library may hold.
 *
 * @param bytes of all images, or empty for any number
 * @param images the number of images, or empty for any number
 */
public record Quota(Optional<Long> bytes, Optional<Long> images) {

    /** Limits nothing. */
    public static final Quota NONE = new Quota(Optional.empty(), Optional.empty());

    /** Returns this quota, with the limits of another one where this has none. */
    Quota or(Quota other) {
        return new Quota(bytes.or(other::bytes), images.or(other::images));
    }

    /** Returns whether a library with this usage is within the quota. */
    boolean allows(Usage usage) {
        return bytes.orElse(Long.MAX_VALUE) >= usage.bytes() && images.orElse(Long.MAX_VALUE) >= usage.images();
    }
}
