package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log, on standard output and in a file. */
class AuditLogIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID ID = UUID.fromString("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");

    @TempDir
    private Path folder;

    @Test
    void recordsWhatChangesAndSharesImages() {
        try (PackagedApplication application = start(Map.of())) {
            String token = Tokens.of("ann");
            Response uploaded = request(application, token)
                    .header("X-Request-Id", "upload-1")
                    .contentType(Form.CONTENT_TYPE)
                    .body(Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                    .post("/images");
            String id = Json.of(uploaded).path("id").asText();
            put(application, token);
            put(application, token);
            request(application, token).post("/images/" + id + "/links?variant=original");
            request(application, token).get("/images?link=PT1H");
            request(application, token).get("/images/" + id + "/metadata?link=PT1H");
            request(application, token).delete("/links");
            request(application, token).delete("/images/" + id);

            assertThat(events())
                    .extracting(event -> event.path("operation").asText() + " "
                            + event.path("image").asText() + " "
                            + event.path("status").asInt())
                    .containsExactly(
                            "uploadImage " + id + " 201",
                            "putImage " + ID + " 201",
                            "putImage " + ID + " 200",
                            "createLink " + id + " 201",
                            "listImages  200",
                            "describeImage " + id + " 200",
                            "revokeLinks  200",
                            "deleteImage " + id + " 204");
            assertThat(events()).allSatisfy(event -> {
                assertThat(event.path("event").asText()).isEqualTo("audit");
                assertThat(event.path("subject").asText()).isEqualTo("ann");
                assertThat(event.path("outcome").asText()).isEqualTo("success");
                assertThat(event.has("problem")).isFalse();
                assertThat(event.has("clientAddress")).isFalse();
                assertThat(Instant.parse(event.path("time").asText())).isBefore(Instant.now());
            });
            assertThat(events().getFirst().path("requestId").asText()).isEqualTo("upload-1");
            assertThat(text()).doesNotContain(token.split("\\."));
        }
    }

    @Test
    void recordsTheBeginningAndTheEndOfAResumableUpload() {
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        int half = bytes.length / 2;
        try (PackagedApplication application = start(Map.of())) {
            String token = Tokens.of("ann");
            String upload = request(application, token)
                    .header("Tus-Resumable", "1.0.0")
                    .header("Upload-Length", bytes.length)
                    .post("/uploads")
                    .header("Location");
            append(application, token, upload, 0, Arrays.copyOfRange(bytes, 0, half));
            append(application, token, upload, half, Arrays.copyOfRange(bytes, half, bytes.length));
            String id = upload.substring(upload.lastIndexOf('/') + 1);

            assertThat(events())
                    .extracting(event -> event.path("operation").asText() + " "
                            + event.path("image").asText() + " "
                            + event.path("status").asInt())
                    .containsExactly("createUpload " + id + " 201", "appendToUpload " + id + " 204");
        }
    }

    private static void append(PackagedApplication application, String token, String path, int offset, byte[] piece) {
        assertThat(request(application, token)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", offset)
                        .contentType("application/offset+octet-stream")
                        .body(piece)
                        .patch(path)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void recordsRejectionsWithTheirProblems() {
        try (PackagedApplication application =
                start(Map.of("TINTYPE_MAX_UPLOAD", "1M", "TINTYPE_AUDIT_CLIENT_ADDRESS", "on"))) {
            String reader = Tokens.of("ann", "images:read");
            Operation.UPLOAD.send(request(application, reader), null);
            Operation.DELETE.send(request(application, reader), ID.toString());
            request(application, reader).delete("/images/not-a-uuid");
            request(application, Tokens.of("ann")).body(new byte[10]).put("/images/" + ID);
            request(application, Tokens.of("ann")).body(new byte[3_000_000]).put("/images/" + ID);

            assertThat(events())
                    .extracting(event -> event.path("operation").asText() + " "
                            + event.path("image").asText() + " "
                            + event.path("outcome").asText() + " "
                            + event.path("status").asInt() + " "
                            + event.path("problem").asText())
                    .containsExactly(
                            "uploadImage  rejected 403 insufficient-scope",
                            "deleteImage " + ID + " rejected 403 insufficient-scope",
                            "deleteImage  rejected 400 invalid-parameter",
                            "putImage " + ID + " rejected 415 unsupported-image",
                            "putImage " + ID + " rejected 413 content-too-large");
            assertThat(events())
                    .allSatisfy(event ->
                            assertThat(event.path("clientAddress").asText()).isEqualTo("127.0.0.1"));
        }
    }

    @Test
    void recordsNeitherReadsNorStrangers() {
        try (PackagedApplication application = start(Map.of())) {
            for (String token : new String[] {null, "garbage"}) {
                Operation.UPLOAD.send(request(application, token), null);
                Operation.DELETE.send(request(application, token), ID.toString());
            }
            Operation.LIST.send(request(application, Tokens.of("ann")), null);
            Operation.DOWNLOAD.send(request(application, Tokens.of("ann")), ID.toString());
            request(application, Tokens.of("ann")).put("/images");
            request(application, Tokens.of("ann")).delete("/other");

            assertThat(text()).isEmpty();
        }
    }

    @Test
    void escapesSubjectsThatImitateALine() {
        List<String> subjects = List.of(
                "ann\n{\"event\":\"audit\",\"subject\":\"eve\"}",
                "ann\",\"subject\":\"eve",
                "ann\r\u0000\u001b[2J",
                "ann\u2028\u2029\u0085\u202eeve",
                "\ud83d\ude00 \u00e1nn \\");
        try (PackagedApplication application = start(Map.of())) {
            for (String subject : subjects) {
                Operation.DELETE.send(request(application, Tokens.of(subject)), ID.toString());
            }

            assertThat(events())
                    .extracting(event -> event.path("subject").asText())
                    .isEqualTo(subjects);
            assertThat(text()).matches("[\\x20-\\x7e\\n]*");
            assertThat(text().lines()).hasSameSizeAs(subjects);
        }
    }

    @Test
    void createsTheFileAgainAfterARotation() throws IOException {
        try (PackagedApplication application = start(Map.of())) {
            delete(application);
            Files.move(file(), folder.resolve("audit.log.1"));
            delete(application);
            delete(application);

            assertThat(Files.readAllLines(folder.resolve("audit.log.1"))).hasSize(1);
            assertThat(events()).hasSize(2);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-r-----");
        }
    }

    @Test
    void reportsAFullDiskOnceAndServes() {
        Map<String, String> settings =
                Settings.with(Settings.onDisk(), "TINTYPE_AUDIT_LOG", "file", "TINTYPE_AUDIT_FILE", "/dev/full");
        try (PackagedApplication application = PackagedApplication.start(settings)) {
            delete(application);
            delete(application);

            assertThat(application.log().lines().filter(line -> line.contains("the audit log cannot be written")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("ERROR"));
            assertThat(RestAssured.get(application.managementUri() + "/q/metrics")
                            .asString())
                    .contains("tintype_audit_events_total{outcome=\"failed\"} 2.0");
        }
    }

    @Test
    void writesToStandardOutputAndByDefaultNowhere() {
        try (PackagedApplication application =
                PackagedApplication.start(Settings.with(Settings.onDisk(), "TINTYPE_AUDIT_LOG", "stdout"))) {
            delete(application);

            assertThat(application.log().lines().filter(line -> line.startsWith("{\"event\":\"audit\"")))
                    .singleElement()
                    .satisfies(line -> assertThat(
                                    JSON.readTree(line).path("operation").asText())
                            .isEqualTo("deleteImage"));
        }
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk())) {
            delete(application);

            assertThat(application.log()).doesNotContain("\"audit\"");
        }
    }

    private PackagedApplication start(Map<String, String> more) {
        Map<String, String> settings =
                Settings.with(Settings.onDisk(), "TINTYPE_AUDIT_LOG", "file", "TINTYPE_AUDIT_FILE", file().toString());
        settings.putAll(more);
        return PackagedApplication.start(settings);
    }

    private Path file() {
        return folder.resolve("audit.log");
    }

    private String text() {
        try {
            return Files.readString(file(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> events() {
        return text().lines().map(AuditLogIT::event).toList();
    }

    private static JsonNode event(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private static void put(PackagedApplication application, String token) {
        assertThat(request(application, token)
                        .body(Fixtures.PHOTOGRAPH.bytes())
                        .put("/images/" + ID)
                        .statusCode())
                .isIn(200, 201);
    }

    private static void delete(PackagedApplication application) {
        assertThat(Operation.DELETE
                        .send(request(application, Tokens.of("ann")), ID.toString())
                        .statusCode())
                .isEqualTo(204);
    }

    private static RequestSpecification request(PackagedApplication application, String token) {
        return Contract.given(application.baseUri(), token);
    }
}
