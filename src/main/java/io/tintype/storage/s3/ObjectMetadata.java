package io.tintype.storage.s3;

import io.tintype.storage.ImageMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An image's facts as user metadata of its object. Metadata travels in HTTP headers, hence ASCII only: texts are
 * base64url without padding of their UTF-8.
 */
public final class ObjectMetadata {

    /** Names the store call that wrote the object. */
    private static final String WRITE = "write";

    private static final String NAME = "name";
    private static final String MEDIA_TYPE = "media-type";
    static final String SIZE = "size";
    private static final String WIDTH = "width";
    private static final String HEIGHT = "height";
    static final String SHA256 = "sha256";
    private static final String CREATED_AT = "created-at";

    private ObjectMetadata() {}

    static Map<String, String> metadata(ImageMetadata image, UUID write) {
        return Map.of(
                WRITE, write.toString(),
                NAME, encode(image.name()),
                MEDIA_TYPE, encode(image.mediaType()),
                SIZE, Long.toString(image.size()),
                WIDTH, Integer.toString(image.width()),
                HEIGHT, Integer.toString(image.height()),
                SHA256, image.sha256(),
                CREATED_AT, Long.toString(image.createdAt().toEpochMilli()));
    }

    /** The facts, or empty if this is not metadata of ours. */
    public static Optional<ImageMetadata> read(UUID id, Map<String, String> metadata) {
        Map<String, String> facts = ignoringCase(metadata);
        try {
            return Optional.of(new ImageMetadata(
                    id,
                    decode(facts.getOrDefault(NAME, "")), // some stores drop an empty value
                    decode(required(facts, MEDIA_TYPE)),
                    size(required(facts, SIZE)),
                    Integer.parseInt(required(facts, WIDTH)),
                    Integer.parseInt(required(facts, HEIGHT)),
                    required(facts, SHA256),
                    Instant.ofEpochMilli(Long.parseLong(required(facts, CREATED_AT)))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static boolean wasWrittenBy(UUID write, Map<String, String> metadata) {
        return write.toString().equals(ignoringCase(metadata).get(WRITE));
    }

    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if this is not what {@link #encode} makes */
    static String decode(String encoded) {
        if (encoded.endsWith("=")) {
            throw new IllegalArgumentException("padding");
        }
        return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /** Metadata names are HTTP header names, and some stores answer them in other letters than they got. */
    public static Map<String, String> ignoringCase(Map<String, String> metadata) {
        Map<String, String> facts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        facts.putAll(metadata);
        return facts;
    }

    /** The size that metadata have, or empty where there is no valid one. */
    static OptionalLong size(Map<String, String> metadata) {
        try {
            return OptionalLong.of(size(required(ignoringCase(metadata), SIZE)));
        } catch (IllegalArgumentException _) {
            return OptionalLong.empty();
        }
    }

    private static long size(String text) {
        long size = Long.parseLong(text);
        if (size < 1) {
            throw new IllegalArgumentException(text);
        }
        return size;
    }

    private static String required(Map<String, String> facts, String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }
}
