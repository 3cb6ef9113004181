package io.tintype.image;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidUtil;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of images: UUIDs of any version when they come in (RFC 9562), version 7 when they are made here. */
public final class ImageId {

    private static final Pattern CANONICAL =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    private ImageId() {}

    /** A new id, which sorts behind every one made here before it. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }

    /** When an id of {@link #next()} was made, to the millisecond. */
    public static Instant madeAt(UUID id) {
        return UuidUtil.getInstant(id);
    }

    /**
     * Returns the id with this text, or empty if it is invalid. Only the canonical form of 36 characters counts: {@link
     * UUID#fromString} would also take {@code 1-1-1-1-1}, a second name for the same image.
     */
    public static Optional<UUID> parse(String text) {
        return CANONICAL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
