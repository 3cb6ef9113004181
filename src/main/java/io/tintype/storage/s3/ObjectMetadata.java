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
 * Encodes an image's metadata as user metadata of its object. Metadata travels in HTTP headers, which are ASCII, so texts
 * are encoded as base64url of their UTF-8, without padding.
 */
public final class ObjectMetadata {

    /** Identifies the call that wrote the object. */
    static final String WRITE = "write";

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

    /** Returns the metadata of the image, or empty if the metadata is incomplete or invalid. */
    public static Optional<ImageMetadata> read(UUID id, Map<String, String> metadata) {
        Map<String, String> values = ignoringCase(metadata);
        try {
            return Optional.of(new ImageMetadata(
                    id,
                    decode(values.getOrDefault(NAME, "")), // some stores drop an empty value
                    decode(required(values, MEDIA_TYPE)),
                    size(required(values, SIZE)),
                    Integer.parseInt(required(values, WIDTH)),
                    Integer.parseInt(required(values, HEIGHT)),
                    required(values, SHA256),
                    Instant.ofEpochMilli(Long.parseLong(required(values, CREATED_AT)))));
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

    /**
     * Decodes the output of {@link #encode}.
     *
     * @throws IllegalArgumentException if the text is not base64url without padding
     */
    static String decode(String encoded) {
        if (encoded.endsWith("=")) {
            throw new IllegalArgumentException("padding");
        }
        return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /**
     * Returns a copy that ignores the case of names: metadata names are HTTP header names, and some stores return them
     * in another case.
     */
    public static Map<String, String> ignoringCase(Map<String, String> metadata) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(metadata);
        return values;
    }

    /** Returns the size that the metadata contains, or empty if it contains no valid size. */
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

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }
}
