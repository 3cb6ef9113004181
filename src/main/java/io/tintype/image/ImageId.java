package io.tintype.image;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidUtil;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The id of an image: a UUID (RFC 9562) of any version; new ids have version 7. */
public final class ImageId {

    /** The characters of the canonical form. */
    private static final int LENGTH = 36;

    private ImageId() {}

    /** Returns a new id that sorts after all ids that this process created before. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }

    /** Returns the creation time, in milliseconds, of an id that {@link #next()} returned. */
    public static Instant madeAt(UUID id) {
        return UuidUtil.getInstant(id);
    }

    /**
     * Returns the id with this text, or empty if it is invalid. Accepts only the canonical form:
     * {@link UUID#fromString} would also accept {@code 1-1-1-1-1}, which would be a second name for the same image.
     */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
