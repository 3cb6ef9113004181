package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.ApplicationLog;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests health, metrics, the log, and a shutdown that loses nothing. */
class OperationsIT {

    private static final String TOKEN = Tokens.of("ada");
    private static final String UNKNOWN = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";
    private static final Duration SOON = Duration.ofSeconds(30);

    /** More than the shutdown timeout of requests in progress. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    /** The exit code of a process that SIGTERM ended, by the shell's convention: 128 + 15. */
    private static final int TERMINATED = 143;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isHealthyWhileItServes() {
        try (PackagedApplication application = start(Map.of())) {
            for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started", "/q/health")) {
                Response response = RestAssured.get(application.managementUri() + path);

                assertThat(response.statusCode()).as(path).isEqualTo(200);
                assertThat(Json.of(response).path("status").asText()).as(path).isEqualTo("UP");
            }
        }
    }

    @Test
    void countsTransfersStoreCallsAndRequests() {
        try (PackagedApplication application = start(Map.of())) {
            String id = upload(application, Fixtures.PHOTOGRAPH.bytes());
            upload(application, Fixtures.PHOTOGRAPH.bytes());
            send(application, Bytes.text("no image"));
            Operation.DOWNLOAD.send(request(application), id);
            Operation.DOWNLOAD.send(request(application), UNKNOWN);
            Operation.LIST.send(request(application), id);
            Operation.DESCRIBE.send(request(application), id);
            Operation.DELETE.send(request(application), id);

            String metrics =
                    RestAssured.get(application.managementUri() + "/q/metrics").asString();

            int size = Fixtures.PHOTOGRAPH.bytes().length;
            assertMetric(metrics, 2, "tintype_upload_seconds_count", "outcome=\"stored\"");
            assertMetric(metrics, 1, "tintype_upload_seconds_count", "outcome=\"rejected\"");
            assertMetric(metrics, 2 * size, "tintype_upload_size_bytes_sum");
            assertMetric(metrics, 1, "tintype_download_seconds_count", "outcome=\"complete\"");
            assertMetric(metrics, size, "tintype_download_size_bytes_sum");
            assertMetric(metrics, 2, "tintype_storage_seconds_count", "operation=\"store\"", "outcome=\"success\"");
            assertMetric(metrics, 2, "tintype_storage_seconds_count", "operation=\"open\"", "outcome=\"success\"");
            assertMetric(metrics, 1, "tintype_storage_seconds_count", "operation=\"find\"", "outcome=\"success\"");
            assertMetric(metrics, 1, "tintype_storage_seconds_count", "operation=\"list\"", "outcome=\"success\"");
            assertMetric(metrics, 1, "tintype_storage_seconds_count", "operation=\"delete\"", "outcome=\"success\"");
            assertMetric(metrics, 2, "http_server_requests_seconds_count", "method=\"POST\"", "status=\"201\"");
            assertMetric(metrics, 1, "http_server_requests_seconds_count", "method=\"POST\"", "status=\"415\"");
            assertMetric(
                    metrics,
                    1,
                    "http_server_requests_seconds_count",
                    "method=\"GET\"",
                    "status=\"200\"",
                    "uri=\"/images/{id}\"");
            assertThat(metrics)
                    .as("a series for each image would be without end")
                    .doesNotContain(id, UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logsRequestsIfConfigured(boolean enabled) {
        Map<String, String> access = enabled ? Map.of("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true") : Map.of();
        try (PackagedApplication application = start(access)) {
            request(application).header("X-Request-Id", "accessed").get("/images");
            String id = upload(application, Fixtures.PHOTOGRAPH.bytes());
            Operation.DOWNLOAD.send(request(application), id);

            if (!enabled) {
                assertThat(application.log()).doesNotContain("/images");
                return;
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(application.log())
                            .contains(
                                    "GET /images HTTP/1.1\" 200", "POST /images HTTP/1.1\" 201", "GET /images/" + id));
            assertThat(application.log()).contains("requestId=accessed").doesNotContain(TOKEN);
        }
    }

    @Test
    void namesARequestAsItsCallerDidIfThatNameIsSafe() {
        try (PackagedApplication application = start(Map.of("TINTYPE_MAX_UPLOAD", "1K"))) {
            for (String id : List.of("a", "Az09._-", "x".repeat(64))) {
                assertThat(named(application, id).get("/images").header("X-Request-Id"))
                        .isEqualTo(id);
                assertThat(Contract.given(application.baseUri(), null)
                                .header("X-Request-Id", id)
                                .get("/images")
                                .header("X-Request-Id"))
                        .as("401")
                        .isEqualTo(id);
                assertThat(named(application, id).get("/images/" + UNKNOWN).header("X-Request-Id"))
                        .as("404")
                        .isEqualTo(id);
                assertThat(named(application, id).get("/nothing").header("X-Request-Id"))
                        .as("404 of no operation")
                        .isEqualTo(id);
                Response tooLarge = named(application, id)
                        .contentType(Form.CONTENT_TYPE)
                        .body(Form.of("photograph.jpg", Bytes.zeros(2 * 1024 * 1024))
                                .body())
                        .post("/images");
                assertThat(tooLarge.statusCode()).isEqualTo(413);
                assertThat(tooLarge.header("X-Request-Id")).as("413").isEqualTo(id);
            }
        }
    }

    @Test
    void namesARequestItselfIfTheCallersNameIsNotSafe() throws IOException {
        try (PackagedApplication application = start(Map.of())) {
            for (String id : List.of("", "a b", "x".repeat(65), "\u00fc", "a\tb", "a;b", "%0a", "<script>")) {
                try (RawConnection request = new RawConnection(application, SOON)) {
                    request.send("GET /images HTTP/1.1\r\nHost: test\r\nX-Request-Id: " + id + "\r\n\r\n");

                    assertThat(request.readHead())
                            .as(id)
                            .containsPattern("(?i)X-Request-Id: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}\r\n");
                }
            }
        }
    }

    @Test
    void namesTheRequestInEveryLineOfItsLog() {
        try (PackagedApplication application = start(TRACE)) {
            Contract.given(application.baseUri(), "garbage")
                    .header("X-Request-Id", "refused-token")
                    .get("/images");

            assertThat(ApplicationLog.entries(application, "DEBUG", "refused-token"))
                    .isNotEmpty();
        }
    }

    @Test
    void logsOnlyJsonIfConfigured() throws IOException {
        Map<String, String> json = new HashMap<>(TRACE);
        json.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        json.put("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true");
        try (PackagedApplication application = start(json)) {
            Contract.given(application.baseUri(), "garbage")
                    .header("X-Request-Id", "refused-token")
                    .get("/images");
            upload(application, Fixtures.PHOTOGRAPH.bytes());
            application.terminate();
            application.waitFor(ENDS_WITHIN);

            List<String> lines = application.log().lines().toList();
            assertThat(lines)
                    .allSatisfy(
                            line -> assertThat(JSON.readTree(line).isObject()).isTrue());
            assertThat(lines).anySatisfy(line -> {
                JsonNode entry = JSON.readTree(line);
                assertThat(entry.path("loggerName").asText()).startsWith("io.tintype");
                assertThat(entry.path("mdc").path("requestId").asText()).isEqualTo("refused-token");
            });
        }
    }

    @Test
    void keepsTokensAndTheSecretOutOfTheLog() {
        TokenSigner signer = new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
        List<String> rejected =
                List.of(signer.tamperedToken(), signer.token(claims -> claims.setExpirationTimeMinutesInTheFuture(-5)));
        try (PackagedApplication application = start(Settings.with(TRACE, "QUARKUS_LOG_LEVEL", "DEBUG"))) {
            for (Operation operation : Operation.values()) {
                operation.send(request(application), UNKNOWN);
                rejected.forEach(token -> operation.send(Contract.given(application.baseUri(), token), UNKNOWN));
            }

            assertThat(application.log())
                    .contains("DEBUG")
                    .doesNotContain(Tokens.SECRET)
                    .doesNotContain(TOKEN.split("\\."));
            rejected.forEach(token -> assertThat(application.log()).doesNotContain(token.split("\\.")));
        }
    }

    @Test
    void endsAfterTheUploadThatIsUnderWay() throws IOException {
        byte[] form = Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body();
        try (PackagedApplication application = start(Map.of());
                RawConnection upload = new RawConnection(application, SOON)) {
            upload.send("POST /images HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Type: "
                    + Form.CONTENT_TYPE + "\r\nContent-Length: " + form.length + "\r\n\r\n");
            upload.send(form, 0, form.length / 2);
            awaitSpooling(application);

            application.terminate();
            awaitShutdown(application);
            upload.send(form, form.length / 2, form.length);

            assertThat(upload.readHead()).startsWith("HTTP/1.1 201 ");
            assertThat(application.waitFor(ENDS_WITHIN)).isEqualTo(TERMINATED);
        }
    }

    @Test
    void endsAfterTheDownloadThatIsUnderWay() throws IOException {
        byte[] image = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(20 * 1024 * 1024));
        try (PackagedApplication application = start(Map.of());
                RawConnection download = new RawConnection(application, SOON)) {
            String id = upload(application, image);
            download.send(
                    "GET /images/" + id + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n");
            assertThat(download.readHead()).startsWith("HTTP/1.1 200 ");

            application.terminate();
            awaitShutdown(application);

            assertThat(Arrays.equals(download.read(image.length), image))
                    .as("every byte arrives")
                    .isTrue();
            assertThat(application.waitFor(ENDS_WITHIN)).isEqualTo(TERMINATED);
        }
    }

    @Test
    void keepsImagesOverARestart(@TempDir Path folder) {
        Map<String, String> environment = Map.of("TINTYPE_STORAGE_DIRECTORY", folder.toString());
        String id;
        try (PackagedApplication application = start(environment)) {
            id = upload(application, Fixtures.PHOTOGRAPH.bytes());
            application.terminate();
            application.waitFor(ENDS_WITHIN);
        }

        try (PackagedApplication application = start(environment)) {
            assertThat(Json.ids(Operation.LIST.send(request(application), id))).containsExactly(id);
            assertThat(Operation.DOWNLOAD.send(request(application), id).asByteArray())
                    .isEqualTo(Fixtures.PHOTOGRAPH.bytes());
        }
    }

    private static final Map<String, String> TRACE = Map.of("QUARKUS_LOG_CATEGORY__IO_TINTYPE__LEVEL", "TRACE");

    private static void assertMetric(String metrics, long value, String name, String... labels) {
        Pattern line = Pattern.compile(Pattern.quote(name) + "(?:\\{(?<labels>.*)})? (?<value>\\S+)");
        double sum = metrics.lines()
                .map(line::matcher)
                .filter(matcher -> matcher.matches())
                .filter(matcher -> Stream.of(labels)
                        .allMatch(label -> matcher.group("labels").contains(label)))
                .mapToDouble(matcher -> Double.parseDouble(matcher.group("value")))
                .sum();
        assertThat(sum).as(name + " " + List.of(labels)).isEqualTo(value);
    }

    private static void awaitSpooling(PackagedApplication application) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNotEmpty());
    }

    /**
     * Waits until the shutdown is visible: requests are still served, but with {@code Connection: close}.
     */
    private static void awaitShutdown(PackagedApplication application) {
        await().atMost(SOON).untilAsserted(() -> {
            try (RawConnection request = new RawConnection(application, SOON)) {
                request.send("GET /images HTTP/1.1\r\nHost: test\r\n\r\n");
                assertThat(request.readHead()).containsIgnoringCase("connection: close");
            }
        });
    }

    private static RequestSpecification named(PackagedApplication application, String id) {
        return request(application).header("X-Request-Id", id);
    }

    private static RequestSpecification request(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }

    private static Response send(PackagedApplication application, byte[] content) {
        return request(application)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photograph.jpg", content).body())
                .post("/images");
    }

    private static String upload(PackagedApplication application, byte[] image) {
        Response response = send(application, image);
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private static PackagedApplication start(Map<String, String> more) {
        return PackagedApplication.start(Settings.with(Settings.onDisk(more), "JWT_SECRET", Tokens.SECRET));
    }
}
