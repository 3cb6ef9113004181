package io.tintype.storage;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * A position in a library's list, newest image first: directly after one image.
 *
 * @param key 44 lowercase hexadecimal digits: the bitwise complement of the image's creation time (milliseconds since
 *     1970, 48 bits) and of its id (128 bits). Keys in ascending order therefore list images from newest to oldest,
 *     whatever the UUID version of the ids. Only {@link #START} has an empty key.
 */
public record ImageCursor(String key) implements Comparable<ImageCursor> {

    /** The position before the newest image. */
    public static final ImageCursor START = new ImageCursor("");

    /** The number of characters of every key except the key of {@link #START}. */
    public static final int KEY_LENGTH = 44;

    private static final HexFormat HEX = HexFormat.of();
    private static final int MILLIS_LENGTH = 12;
    private static final long MILLIS = (1L << 48) - 1;

    /** Returns the position directly after an image. */
    public static ImageCursor after(ImageMetadata image) {
        return after(image.createdAt(), image.id());
    }

    /** Returns the position directly after the image with this creation time and id. */
    public static ImageCursor after(Instant createdAt, UUID id) {
        long millis = createdAt.toEpochMilli();
        if (millis < 0 || millis > MILLIS) {
            throw new IllegalArgumentException("out of range: " + createdAt);
        }
        return new ImageCursor(HEX.toHexDigits(~millis, MILLIS_LENGTH)
                + HEX.toHexDigits(~id.getMostSignificantBits())
                + HEX.toHexDigits(~id.getLeastSignificantBits()));
    }

    /** Returns the cursor with this key, or empty if the key is invalid. */
    public static Optional<ImageCursor> parse(String key) {
        return Digits.areHexadecimal(key, KEY_LENGTH) ? Optional.of(new ImageCursor(key)) : Optional.empty();
    }

    /** Returns the creation time of the image before this position. Not to be called on {@link #START}. */
    public Instant createdAt() {
        return Instant.ofEpochMilli(~Long.parseLong(key, 0, MILLIS_LENGTH, 16) & MILLIS);
    }

    /** Returns the id of the image before this position. Not to be called on {@link #START}. */
    public UUID id() {
        return new UUID(~Long.parseUnsignedLong(key, 12, 28, 16), ~Long.parseUnsignedLong(key, 28, 44, 16));
    }

    @Override
    public int compareTo(ImageCursor other) {
        return key.compareTo(other.key);
    }
}
