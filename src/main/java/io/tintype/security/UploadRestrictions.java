package io.tintype.security;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a token allows its holder to upload, so that a backend can hand a browser a token for one upload.
 *
 * @param maxSize the claim {@code max_size}: maximum size in bytes
 * @param mediaTypes the claim {@code media_types}, a string or an array: the media types that are recognized in the
 *     bytes; empty for all
 * @param imageId the claim {@code image_id}: the only id under which an image may be stored
 * @param quotaBytes the claim {@code quota_bytes}: bytes that the library may hold, instead of the configured number
 * @param quotaImages the claim {@code quota_images}: images that it may hold, instead of the configured number
 */
public record UploadRestrictions(
        Optional<Long> maxSize,
        Set<String> mediaTypes,
        Optional<UUID> imageId,
        Optional<Long> quotaBytes,
        Optional<Long> quotaImages) {

    /** Allows what every token allows. */
    static final UploadRestrictions NONE =
            new UploadRestrictions(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    static final String MAX_SIZE = "max_size";
    static final String MEDIA_TYPES = "media_types";
    static final String IMAGE_ID = "image_id";
    static final String QUOTA_BYTES = "quota_bytes";
    static final String QUOTA_IMAGES = "quota_images";

    /** The claims that make a token one for uploads only. */
    static final Set<String> CLAIMS = Set.of(MAX_SIZE, MEDIA_TYPES, IMAGE_ID);

    /**
     * Reads the restrictions of a token.
     *
     * @param claims returns a claim by its name, or null
     * @throws IllegalArgumentException if a claim is invalid, because a restriction must not be ignored
     */
    static UploadRestrictions of(Function<String, Object> claims) {
        return new UploadRestrictions(
                Optional.ofNullable(claims.apply(MAX_SIZE)).map(claim -> number(MAX_SIZE, claim, 1)),
                Optional.ofNullable(claims.apply(MEDIA_TYPES))
                        .map(UploadRestrictions::types)
                        .orElse(Set.of()),
                Optional.ofNullable(claims.apply(IMAGE_ID)).map(UploadRestrictions::id),
                Optional.ofNullable(claims.apply(QUOTA_BYTES)).map(claim -> number(QUOTA_BYTES, claim, 0)),
                Optional.ofNullable(claims.apply(QUOTA_IMAGES)).map(claim -> number(QUOTA_IMAGES, claim, 0)));
    }

    /** Returns whether the token is one for uploads only; see {@link #CLAIMS}. */
    boolean limitsUploads() {
        return maxSize.isPresent() || !mediaTypes.isEmpty() || imageId.isPresent();
    }

    private static Long number(String name, Object claim, long least) {
        Number number = claim instanceof JsonNumber json ? json.bigDecimalValue() : number(name, claim);
        long value = number.longValue();
        if (value < least || number.doubleValue() != value) {
            throw new IllegalArgumentException(name + " is not a whole number of at least " + least);
        }
        return value;
    }

    private static Number number(String name, Object claim) {
        if (claim instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException(name + " is not a number");
    }

    private static Set<String> types(Object claim) {
        Set<String> types = new LinkedHashSet<>();
        (claim instanceof Collection<?> list ? list : Set.of(claim))
                .forEach(type -> types.add(text(MEDIA_TYPES, type)));
        if (types.isEmpty()) {
            throw new IllegalArgumentException(MEDIA_TYPES + " is empty");
        }
        return types;
    }

    private static UUID id(Object claim) {
        String text = text(IMAGE_ID, claim);
        try {
            UUID id = UUID.fromString(text); // also accepts short forms such as 1-1-1-1-1
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException _) {
            // its message contains the claim
        }
        throw new IllegalArgumentException(IMAGE_ID + " is not a UUID");
    }

    private static String text(String name, Object claim) {
        return switch (claim) {
            case String text -> text;
            case JsonString text -> text.getString();
            case null, default -> throw new IllegalArgumentException(name + " is not text");
        };
    }
}
