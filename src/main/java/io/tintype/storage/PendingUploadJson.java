package io.tintype.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Reads and writes a {@link PendingUpload} as JSON in ASCII. Maps each field explicitly, so that the native executable
 * needs no reflection.
 */
public final class PendingUploadJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // UTF-8 cannot represent a name with an unpaired surrogate
            .build();

    private PendingUploadJson() {}

    public static byte[] write(PendingUpload upload) {
        ObjectNode fields = JSON.createObjectNode()
                .put("imageId", upload.imageId().toString())
                .put("name", upload.submittedName())
                .put("metadata", upload.metadata())
                .put("reprDigest", upload.reprDigest())
                .put("expiresAt", upload.expiresAt().toString());
        upload.length().ifPresent(length -> fields.put("length", length));
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the upload, or empty if the JSON does not describe one.
     *
     * @param id of the upload, which its JSON does not contain
     */
    public static Optional<PendingUpload> read(UUID id, byte[] json) {
        try {
            JsonNode fields = JSON.readTree(json);
            return Optional.of(new PendingUpload(
                    id,
                    UUID.fromString(text(fields, "imageId")),
                    text(fields, "name"),
                    text(fields, "metadata"),
                    text(fields, "reprDigest"),
                    fields.has("length") ? OptionalLong.of(number(fields, "length")) : OptionalLong.empty(),
                    Instant.parse(text(fields, "expiresAt"))));
        } catch (JsonProcessingException
                | CharConversionException // for bytes that Jackson detects as UTF-32
                | IllegalArgumentException
                | DateTimeException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException(field);
        }
        return value.longValue();
    }
}
