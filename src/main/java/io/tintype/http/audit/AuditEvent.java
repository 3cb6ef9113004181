package io.tintype.http.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One operation and its outcome.
 *
 * @param operation the operation's id in the contract
 * @param image the image, unless the operation concerns several, or none was stored
 * @param problem the last part of the problem's type if the operation did not succeed
 */
public record AuditEvent(
        String requestId,
        Optional<String> subject,
        String operation,
        Optional<UUID> image,
        int status,
        Optional<String> problem,
        String clientAddress) {

    private static final int SERVER_ERROR = 500;
    private static final int CLIENT_ERROR = 400;

    /** Escapes control characters and all that is not ASCII, so that a subject cannot imitate a line or its order. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Returns one line of JSON, with its end. */
    byte[] line(Instant time, boolean withAddress) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("event", "audit");
            json.writeStringField("time", time.toString());
            json.writeStringField("requestId", requestId);
            write(json, "subject", subject);
            json.writeStringField("operation", operation);
            write(json, "image", image.map(UUID::toString));
            json.writeStringField("outcome", outcome());
            json.writeNumberField("status", status);
            write(json, "problem", problem);
            if (withAddress) {
                json.writeStringField("clientAddress", clientAddress);
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the stream is in memory
        }
        return line.toByteArray();
    }

    private String outcome() {
        if (status >= SERVER_ERROR) {
            return "failed";
        }
        return status >= CLIENT_ERROR ? "rejected" : "success";
    }

    private static void write(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
