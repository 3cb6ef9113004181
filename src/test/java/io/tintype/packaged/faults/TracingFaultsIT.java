package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.S3Fault;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.ReceivedSpan;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import io.tintype.testing.TraceCollector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests collectors that fail, which no request may notice, and the spans of requests that fail. */
class TracingFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TOKEN = Tokens.of("ann");
    private static final int REQUESTS = 300;

    /** Three seconds for the last spans, and what the service takes without a collector. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(6);

    private static final int LOST_CONNECTION = 143;

    /** What the log says of a collector that responds with a status. */
    static Stream<Arguments> responses() {
        return Stream.of(
                Arguments.of(TraceCollector.SILENCE, "http/protobuf", "InterruptedIOException: timeout"),
                Arguments.of(500, "http/protobuf", "HTTP status 500"),
                Arguments.of(401, "http/protobuf", "HTTP status 401"),
                Arguments.of(401, "grpc", "gRPC status 16"));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void servesRequestsAndLogsOneLineWhileTheCollectorFails(int status, String protocol, String reason) {
        try (TraceCollector collector = TraceCollector.start()) {
            collector.respond(status);
            try (PackagedApplication application = start(collector.url(), protocol)) {
                servesRequests(application);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(warnings(application)).hasSize(1));
                servesRequests(application);

                assertThat(warnings(application)).hasSize(1).first().asString().contains(reason);
                assertThat(application.log())
                        .doesNotContain("at okhttp3.", "at io.opentelemetry.", "BatchSpanProcessor");

                collector.respond(200);
                await().atMost(SOON).untilAsserted(() -> {
                    new ApiClient(application, TOKEN).list();
                    assertThat(application.log()).contains("the collector receives spans again");
                });
                collector.respond(status);
                endsSoon(application);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("unreachable")
    void servesRequestsAndLogsOneLineWithoutACollector(String endpoint) {
        try (PackagedApplication application = start(endpoint, "http/protobuf")) {
            servesRequests(application);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(warnings(application)).hasSize(1));
            servesRequests(application);

            assertThat(warnings(application)).hasSize(1);
            assertThat(application.log()).doesNotContain("at okhttp3.", "at io.opentelemetry.", "BatchSpanProcessor");
            endsSoon(application);
        }
    }

    static List<String> unreachable() {
        return List.of(
                "http://127.0.0.1:" + PackagedApplication.freePort(),
                "http://collector.invalid:4318",
                "http://127.0.0.1:1");
    }

    @Test
    void showsThatTheStoreFails() {
        try (TraceCollector collector = TraceCollector.start();
                FaultInjectingProxy store =
                        new FaultInjectingProxy(S3Server.shared().endpoint());
                PackagedApplication application = PackagedApplication.start(Settings.with(
                        Settings.onS3(S3Server.shared()),
                        "AWS_ENDPOINT_URL_S3",
                        store.endpoint().toString(),
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.url(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "200"))) {
            store.inject(S3Fault.INTERNAL_ERROR);
            Contract.given(application.baseUri(), TOKEN)
                    .header("X-Request-Id", "failed")
                    .get("/images")
                    .then()
                    .statusCode(503);
            ReceivedSpan request = collector.awaitRequest("failed");
            ReceivedSpan call = collector.await(span -> span.isChildOf(request));

            assertThat(request.status()).isEqualTo("ERROR");
            assertThat(request.attributes())
                    .containsEntry("error.type", "503")
                    .containsEntry("http.response.status_code", "503");
            assertThat(call.name()).isEqualTo("S3.ListObjectsV2");
            assertThat(call.status()).isEqualTo("ERROR");
            assertThat(call.events()).isNotEmpty().containsOnly("retry");
            assertThat(call.attributes())
                    .containsEntry("error.type", "InternalError")
                    .containsEntry("http.response.status_code", "500")
                    .containsEntry(
                            "http.request.resend_count",
                            Integer.toString(call.events().size()));
        }
    }

    @Test
    void endsTheSpansOfClientsThatDisconnect() throws IOException {
        try (TraceCollector collector = TraceCollector.start();
                PackagedApplication application = start(collector.url(), "http/protobuf")) {
            ApiClient client = new ApiClient(application, TOKEN);
            String id = client.upload(Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(16 * 1024 * 1024)))
                    .id();
            try (RawConnection download = new RawConnection(application, SOON)) {
                download.send("GET /images/" + id + " HTTP/1.1\r\nHost: test\r\nX-Request-Id: aborted\r\n"
                        + "Authorization: Bearer " + TOKEN + "\r\n\r\n");
                download.readHead();
                download.reset();
            }
            ReceivedSpan span = collector.awaitRequest("aborted");

            assertThat(span.events()).containsExactly("client disconnected");
            assertThat(span.attribute("http.response.status_code")).isEqualTo("200");
            assertThat(span.status()).isEqualTo("UNSET");
        }
    }

    /** A collector, or a load balancer in front of it, closes idle connections. */
    @Test
    void losesNoSpanToAClosedConnection() {
        try (TraceCollector collector = TraceCollector.start();
                PackagedApplication application = start(collector.url(), "http/protobuf")) {
            ApiClient client = new ApiClient(application, TOKEN);
            for (int i = 1; i <= 5; i++) {
                client.list();
                collector.awaitSpans(span -> span.name().equals("GET /images"), i);
                collector.disconnect();
            }

            assertThat(warnings(application)).isEmpty();
        }
    }

    /** The current span of a request is never that of another, whichever threads serve them. */
    @Test
    void keepsTheTracesOfConcurrentRequestsApart() {
        try (TraceCollector collector = TraceCollector.start();
                PackagedApplication application = PackagedApplication.start(Settings.with(
                        Settings.onS3(S3Server.shared()),
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.url(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "200"));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            ApiClient client = new ApiClient(application, TOKEN);
            String id = client.uploadedId();
            for (int i = 0; i < REQUESTS; i++) {
                clients.submit(() -> client.download(id));
            }
            collector.awaitSpans(span -> span.name().equals("GET /images/{id}"), REQUESTS);

            List<ReceivedSpan> requests = collector.spans().stream()
                    .filter(span -> span.name().equals("GET /images/{id}"))
                    .toList();
            assertThat(requests.stream().map(ReceivedSpan::traceId).distinct()).hasSize(REQUESTS);
            assertThat(requests)
                    .allSatisfy(request -> assertThat(
                                    collector.children(request).stream().map(ReceivedSpan::name))
                            .containsExactly("S3.GetObject"));
        }
    }

    @Test
    void sendsTheLastSpansAtShutdown() {
        try (TraceCollector collector = TraceCollector.start();
                PackagedApplication application = PackagedApplication.start(
                        Settings.with(Settings.onDisk(), "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()))) {
            new ApiClient(application, TOKEN).list();
            endsSoon(application);

            assertThat(collector.spans().stream().map(ReceivedSpan::name)).containsExactly("GET /images");
        }
    }

    /** Sends more requests than the queue of spans holds. */
    private static void servesRequests(PackagedApplication application) {
        ApiClient client = new ApiClient(application, TOKEN);
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(client.send(Operation.LIST, "").status()).isEqualTo(200);
        }
    }

    private static List<String> warnings(PackagedApplication application) {
        return application
                .log()
                .lines()
                .filter(line -> line.contains("the collector does not receive spans"))
                .toList();
    }

    private static void endsSoon(PackagedApplication application) {
        application.terminate();
        assertThat(application.waitFor(ENDS_WITHIN)).isEqualTo(LOST_CONNECTION);
    }

    private static PackagedApplication start(String endpoint, String protocol) {
        return PackagedApplication.start(Settings.with(
                Settings.onDisk(),
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                endpoint,
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                protocol,
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "5000",
                "OTEL_BSP_MAX_QUEUE_SIZE",
                "100",
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
                "50",
                "OTEL_BSP_SCHEDULE_DELAY",
                "200"));
    }
}
