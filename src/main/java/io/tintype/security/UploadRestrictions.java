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
 */
public record UploadRestrictions(Optional<Long> maxSize, Set<String> mediaTypes, Optional<UUID> imageId) {

    /** Allows what every token allows. */
    static final UploadRestrictions NONE = new UploadRestrictions(Optional.empty(), Set.of(), Optional.empty());

    static final String MAX_SIZE = "max_size";
    static final String MEDIA_TYPES = "media_types";
    static final String IMAGE_ID = "image_id";
    static final Set<String> CLAIMS = Set.of(MAX_SIZE, MEDIA_TYPES, IMAGE_ID);

    /**
     * Reads the restrictions of a token.
     *
     * @param claims returns a claim by its name, or null
     * @throws IllegalArgumentException if a claim is invalid, because a restriction must not be ignored
     */
    static UploadRestrictions of(Function<String, Object> claims) {
        return new UploadRestrictions(
                Optional.ofNullable(claims.apply(MAX_SIZE)).map(UploadRestrictions::size),
                Optional.ofNullable(claims.apply(MEDIA_TYPES))
                        .map(UploadRestrictions::types)
                        .orElse(Set.of()),
                Optional.ofNullable(claims.apply(IMAGE_ID)).map(UploadRestrictions::id));
    }

    private static Long size(Object claim) {
        Number number = claim instanceof JsonNumber json ? json.bigDecimalValue() : number(claim);
        long size = number.longValue();
        if (size < 1 || number.doubleValue() != size) {
            throw new IllegalArgumentException(MAX_SIZE + " is not a number of bytes");
        }
        return size;
    }

    private static Number number(Object claim) {
        if (claim instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException(MAX_SIZE + " is not a number");
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
