package io.tintype.storage.disk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tintype.storage.ImageMetadata;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads and writes the JSON file with an image's metadata, which is beside its content. Maps each field explicitly, so
 * that the native executable needs no reflection.
 */
final class Sidecar {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Sidecar() {}

    static byte[] write(ImageMetadata image) throws IOException {
        String json = JSON.createObjectNode()
                .put("id", image.id().toString())
                .put("name", image.name())
                .put("mediaType", image.mediaType())
                .put("size", image.size())
                .put("width", image.width())
                .put("height", image.height())
                .put("sha256", image.sha256())
                .put(
                        "createdAt",
                        image.createdAt().truncatedTo(ChronoUnit.MILLIS).toString())
                .toPrettyString();
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the metadata, or empty if the JSON is not a valid sidecar. */
    static Optional<ImageMetadata> read(byte[] json) throws IOException {
        try {
            JsonNode fields = JSON.readTree(json);
            return Optional.of(new ImageMetadata(
                    UUID.fromString(text(fields, "id")),
                    text(fields, "name"),
                    text(fields, "mediaType"),
                    number(fields, "size"),
                    Math.toIntExact(number(fields, "width")),
                    Math.toIntExact(number(fields, "height")),
                    text(fields, "sha256"),
                    Instant.parse(text(fields, "createdAt"))));
        } catch (JsonProcessingException
                | CharConversionException // for bytes that Jackson detects as UTF-32
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode fields, String field) {
        JsonNode value = fields.required(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field);
        }
        return value.textValue();
    }

    private static long number(JsonNode fields, String field) {
        JsonNode value = fields.required(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(field);
        }
        return value.longValue();
    }
}
