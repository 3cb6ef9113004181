package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.ReceivedSpan;
import io.tintype.testing.ServerKey;
import io.tintype.testing.Tokens;
import io.tintype.testing.TraceCollector;
import io.tintype.testing.TraceCollector.Export;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the {@code OTEL_} variables. */
class TracingSettingsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);
    private static final String TOKEN = Tokens.of("ann");
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private final TraceCollector collector = TraceCollector.start();

    @AfterEach
    void stop() {
        collector.close();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, '', /v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, /, /v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, /otlp, /otlp/v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, /otlp/, /otlp/v1/traces",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, /custom/path, /custom/path",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, '', /",
    })
    void sendsToThePathThatTheVariableMeans(String variable, String path, String expected) {
        Export export = export(variable, collector.url() + path);

        assertThat(export.method()).isEqualTo("POST");
        assertThat(export.path()).isEqualTo(expected);
        assertThat(export.headers()).containsEntry("content-type", "application/x-protobuf");
    }

    @Test
    void speaksGrpc() {
        Export export = export(ENDPOINT, collector.url(), "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");

        assertThat(export.path()).isEqualTo("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
        assertThat(export.headers()).containsEntry("content-type", "application/grpc");
        assertThat(collector.await("GET /images").resource()).containsEntry("service.name", "tintype");
    }

    @Test
    void sendsHeadersAndTheAttributesOfTheService() {
        Export export = export(
                ENDPOINT,
                collector.url(),
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=a%20b%3D,x-tenant=images",
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=production,service.name=other",
                "OTEL_SERVICE_NAME",
                "photos");

        assertThat(export.headers()).containsEntry("api-key", "a b=").containsEntry("x-tenant", "images");
        assertThat(collector.await("GET /images").resource())
                .containsEntry("service.name", "photos")
                .containsEntry("deployment.environment.name", "production");
    }

    /** Natively, an id that is generated when classes are initialized could be that of the build. */
    @Test
    void distinguishesInstances() {
        assertThat(startedInstance()).isNotBlank().isNotEqualTo(startedInstance());
    }

    private static String startedInstance() {
        try (TraceCollector own = TraceCollector.start();
                PackagedApplication application = start(ENDPOINT, own.url())) {
            new ApiClient(application, TOKEN).list();
            return own.await("GET /images").resource().get("service.instance.id");
        }
    }

    @Test
    void takesTheNameFromTheAttributes() {
        export(ENDPOINT, collector.url(), "OTEL_RESOURCE_ATTRIBUTES", "service.name=photos,service.version=7");

        assertThat(collector.await("GET /images").resource())
                .containsEntry("service.name", "photos")
                .containsEntry("service.version", "7");
    }

    @Test
    void verifiesTheCertificateOfTheCollector(@TempDir Path folder) throws Exception {
        ServerKey key = ServerKey.in(folder);
        try (TraceCollector secure = TraceCollector.start(key)) {
            String url = "https://localhost:" + secure.port();
            try (PackagedApplication application = start(
                    ENDPOINT,
                    url,
                    "OTEL_EXPORTER_OTLP_CERTIFICATE",
                    key.certificate().toString())) {
                new ApiClient(application, TOKEN).list();

                assertThat(secure.await("GET /images").name()).isNotEmpty();
            }
            try (PackagedApplication application = start(ENDPOINT, url)) {
                new ApiClient(application, TOKEN).list();

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(application.log())
                                .contains("the collector does not receive spans")
                                .contains("PKIX path building failed"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_SDK_DISABLED, true",
        "OTEL_TRACES_EXPORTER, none",
        "OTEL_EXPORTER_OTLP_ENDPOINT, ''",
        "OTEL_TRACES_SAMPLER, always_off",
        "OTEL_TRACES_SAMPLER, parentbased_always_off"
    })
    void connectsToNoCollectorIfTracesAreOff(String variable, String value) {
        try (PackagedApplication application = start(ENDPOINT, collector.url(), variable, value)) {
            new ApiClient(application, TOKEN).uploadedId();
            application.terminate();
            application.waitFor(ENDS_WITHIN);
        }

        assertThat(collector.connections()).isZero();
    }

    @Test
    void leavesTheDecisionToTheClientUnlessTheSamplerHasNoParent() {
        String unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        try (PackagedApplication application = start(ENDPOINT, collector.url());
                PackagedApplication always = start(
                        ENDPOINT, collector.url(), "OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_SERVICE_NAME", "all")) {
            list(application, unsampled, "unsampled");
            list(application, "garbage", "sampled");
            list(always, unsampled, "all");
            collector.awaitRequest("sampled");
            collector.awaitRequest("all");

            assertThat(collector.spans().stream().map(span -> span.attribute("tintype.request_id")))
                    .doesNotContain("unsampled");
        }
    }

    @Test
    void ignoresTheTraceOfTheClientWithoutPropagators() {
        try (PackagedApplication application = start(ENDPOINT, collector.url(), "OTEL_PROPAGATORS", "none")) {
            list(application, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "root");

            assertThat(collector.awaitRequest("root").parentId()).isEmpty();
        }
    }

    @Test
    void logsTheIdOfTheTraceAsJson() {
        try (PackagedApplication application = start(
                ENDPOINT,
                collector.url(),
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
                "true",
                "QUARKUS_HTTP_ACCESS_LOG_ENABLED",
                "true")) {
            list(application, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "logged");
            ReceivedSpan span = collector.awaitRequest("logged");
            String line = await().atMost(SOON)
                    .until(
                            () -> application
                                    .log()
                                    .lines()
                                    .filter(any -> any.contains("\"GET /images"))
                                    .findFirst()
                                    .orElse(""),
                            found -> !found.isEmpty());

            JsonNode entry = Json.of(line.getBytes(StandardCharsets.UTF_8)).path("mdc");
            assertThat(entry.path("traceId").asText()).isEqualTo(span.traceId());
            assertThat(entry.path("spanId").asText()).isEqualTo(span.id());
            assertThat(entry.path("requestId").asText()).isEqualTo("logged");
        }
    }

    @Test
    void tracesNoHealthChecksOrMetrics() {
        try (PackagedApplication application = start(ENDPOINT, collector.url())) {
            for (String path : new String[] {"/q/health", "/q/health/ready", "/q/metrics"}) {
                RestAssured.get(application.managementUri() + path).then().statusCode(200);
                RestAssured.get(application.baseUri() + path).then().statusCode(404);
            }
            application.terminate();
            application.waitFor(ENDS_WITHIN);
        }

        assertThat(collector.spans()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OTEL_EXPORTER_OTLP_ENDPOINT | collector:4318 | OTLP endpoint must be a valid URL: collector:4318",
                "OTEL_EXPORTER_OTLP_ENDPOINT | ftp://collector | OTLP endpoint",
                "OTEL_EXPORTER_OTLP_ENDPOINT | http://collector:4318/v1/traces | OTEL_EXPORTER_OTLP_ENDPOINT ends with /v1/traces, which is appended to it. Remove it, or set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT instead.",
                "OTEL_EXPORTER_OTLP_PROTOCOL | http/json | OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. Set it to grpc or to http/protobuf.",
                "OTEL_TRACES_EXPORTER | jaeger | OTEL_TRACES_EXPORTER is 'jaeger'. Set it to otlp or to none.",
                "OTEL_TRACES_SAMPLER | sometimes | Unrecognized value for OTEL_TRACES_SAMPLER: sometimes",
                "OTEL_TRACES_SAMPLER_ARG | half | OTEL_TRACES_SAMPLER_ARG",
                "OTEL_TRACES_SAMPLER_ARG | 2 | ratio must be in range [0.0, 1.0]",
                "OTEL_PROPAGATORS | b3 | Unrecognized value for OTEL_PROPAGATORS: b3",
                "OTEL_EXPORTER_OTLP_TIMEOUT | soon | OTEL_EXPORTER_OTLP_TIMEOUT",
                "OTEL_EXPORTER_OTLP_HEADERS | key | OTEL_EXPORTER_OTLP_HEADERS",
                "OTEL_EXPORTER_OTLP_CERTIFICATE | /nothing.pem | Invalid OTLP certificate/key path: /nothing.pem",
                "OTEL_BSP_MAX_QUEUE_SIZE | many | OTEL_BSP_MAX_QUEUE_SIZE"
            })
    void reportsAnInvalidValueInOneLine(String variable, String value, String message) {
        Map<String, String> settings = Settings.with(
                Settings.onDisk(), ENDPOINT, collector.url(), "OTEL_TRACES_SAMPLER", "traceidratio", variable, value);
        PackagedApplication.Exit exit = PackagedApplication.exitOf(settings);

        assertThat(exit.code()).isEqualTo(1);
        assertThat(exit.output()).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(exit.output().lines().filter(line -> line.contains(message))).hasSize(1);
    }

    private Export export(String... variables) {
        try (PackagedApplication application = start(variables)) {
            new ApiClient(application, TOKEN).list();
            collector.await("GET /images");
            return collector.exports().getFirst();
        }
    }

    private static void list(PackagedApplication application, String parent, String requestId) {
        Contract.given(application.baseUri(), TOKEN)
                .header("traceparent", parent)
                .header("X-Request-Id", requestId)
                .get("/images")
                .then()
                .statusCode(200);
    }

    private static PackagedApplication start(String... variables) {
        return PackagedApplication.start(
                Settings.with(Settings.with(Settings.onDisk(), "OTEL_BSP_SCHEDULE_DELAY", "200"), variables));
    }
}
