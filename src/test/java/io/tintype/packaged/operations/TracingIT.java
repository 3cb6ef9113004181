package io.tintype.packaged.operations;

import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_INTERNAL;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.ReceivedSpan;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import io.tintype.testing.TraceCollector;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the spans of requests, and of what is done for them, on an S3 store. */
class TracingIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT_ID = "00f067aa0ba902b7";
    private static final String TRACE_PARENT = "00-" + TRACE_ID + "-" + PARENT_ID + "-01";

    private static TraceCollector collector;
    private static PackagedApplication application;
    private static String bucket;
    private static String token;
    private static String id;

    @BeforeAll
    static void start() {
        collector = TraceCollector.start();
        Map<String, String> settings = Settings.onS3(S3Server.shared());
        bucket = settings.get("BUCKET_NAME");
        application = PackagedApplication.start(Settings.with(
                settings, "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "200"));
        token = Tokens.of("ann");
        id = Json.of(Operation.UPLOAD.send(request("upload"), "")).path("id").asText();
    }

    @AfterAll
    static void stop() {
        application.close();
        collector.close();
    }

    @Test
    void continuesTheTraceOfTheClient() {
        request("continued")
                .header("traceparent", TRACE_PARENT)
                .header("User-Agent", "example/1.0")
                .get("/images/" + id)
                .then()
                .statusCode(200);

        ReceivedSpan span = collector.awaitRequest("continued");

        assertThat(span.name()).isEqualTo("GET /images/{id}");
        assertThat(span.kind()).isEqualTo(SPAN_KIND_SERVER);
        assertThat(span.traceId()).isEqualTo(TRACE_ID);
        assertThat(span.parentId()).isEqualTo(PARENT_ID);
        assertThat(span.status()).isEqualTo("UNSET");
        assertThat(span.attributes())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "http.request.method", "GET",
                        "http.route", "/images/{id}",
                        "http.response.status_code", "200",
                        "url.path", "/images/" + id,
                        "url.scheme", "http",
                        "server.address", "127.0.0.1",
                        "server.port", Integer.toString(application.port()),
                        "network.protocol.version", "1.1",
                        "user_agent.original", "example/1.0",
                        "tintype.request_id", "continued"));
        assertThat(span.resource())
                .containsEntry("service.name", "tintype")
                .containsEntry("telemetry.sdk.language", "java")
                .containsKey("service.version");
    }

    @Test
    void makesASpanOfEachCallToS3() {
        request("download").get("/images/" + id).then().statusCode(200);

        ReceivedSpan get = collector.await(
                span -> span.name().equals("S3.GetObject") && span.isChildOf(collector.awaitRequest("download")));

        assertThat(get.kind()).isEqualTo(SPAN_KIND_CLIENT);
        assertThat(get.status()).isEqualTo("UNSET");
        assertThat(get.attributes())
                .containsEntry("rpc.system", "aws-api")
                .containsEntry("rpc.service", "S3")
                .containsEntry("rpc.method", "GetObject")
                .containsEntry("aws.s3.bucket", bucket)
                .containsEntry("http.response.status_code", "200")
                .containsEntry("server.address", "127.0.0.1")
                .containsKey("aws.request_id");
    }

    @Test
    void showsWhatAnUploadAndAListDoInTheStore() {
        request("list").get("/images").then().statusCode(200);

        assertThat(callsOf("upload")).contains("S3.PutObject");
        assertThat(callsOf("list")).containsExactly("S3.ListObjectsV2");
    }

    @Test
    void makesASpanOfEachRendition() {
        assumeThat(Libvips.isInstalled()).as("libvips").isTrue();
        request("rendition")
                .get("/images/" + id + "/renditions/thumbnail")
                .then()
                .statusCode(200);

        ReceivedSpan parent = collector.awaitRequest("rendition");
        ReceivedSpan rendition = collector.await(span -> span.name().equals("rendition") && span.isChildOf(parent));

        assertThat(rendition.kind()).isEqualTo(SPAN_KIND_INTERNAL);
        assertThat(rendition.attributes())
                .containsEntry("tintype.rendition.source", "image/jpeg")
                .containsEntry("tintype.rendition.source_pixels", "76800")
                .containsEntry("tintype.rendition.outcome", "made");
        assertThat(rendition.attribute("tintype.rendition.recipe")).startsWith("320x320-q");
        assertThat(rendition.events()).containsExactly("permit acquired", "worker acquired", "image made");
        assertThat(collector.children(rendition).stream().map(ReceivedSpan::name))
                .startsWith("S3.GetObject", "S3.PutObject");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10, 404, GET /images/{id}, GET, /images/{id}",
        "GET,     /images/nothing,     400, GET /images/{id},  GET,    /images/{id}",
        "DELETE,  /images,             405, DELETE /images,    DELETE, /images",
        "PATCH,   /usage,              405, PATCH /usage,      PATCH,  /usage",
        "GET,     /nothing/at/all,     404, GET,               GET,",
        "GET,     /images?limit=0,     400, GET /images,       GET,    /images",
        "GET,     /static/nothing.js,  404, GET /static,       GET,    /static",
        "GET,     /links/nothing,      404, GET /links/{token}, GET,   /links/{token}",
        "OPTIONS, /images,             200, OPTIONS /images,   OPTIONS, /images"
    })
    void namesRequestsByTheirRoutes(
            String method, String target, int status, String name, String methodOfSpan, String route) {
        String requestId = method + target.replaceAll("[^a-z0-9]", ".");
        request(requestId).request(method, target).then().statusCode(status);

        ReceivedSpan span = collector.awaitRequest(requestId);

        assertThat(span.name()).isEqualTo(name);
        assertThat(span.attribute("http.request.method")).isEqualTo(methodOfSpan);
        assertThat(span.attribute("http.route")).isEqualTo(route);
        assertThat(span.attribute("http.response.status_code")).isEqualTo(Integer.toString(status));
        assertThat(span.attributes()).doesNotContainKey("error.type");
        assertThat(span.status()).isEqualTo("UNSET");
    }

    @Test
    void doesNotNameRequestsByUnknownMethods() {
        RestAssured.given()
                .header("X-Request-Id", "brewed")
                .request("BREW", application.baseUri() + "/images")
                .then()
                .statusCode(405);

        ReceivedSpan span = collector.awaitRequest("brewed");

        assertThat(span.name()).isEqualTo("HTTP /images");
        assertThat(span.attribute("http.request.method")).isEqualTo("_OTHER");
    }

    /** Vert.x rejects these before any stage. */
    @Test
    void makesNoSpanOfWhatIsNotHttp() throws IOException {
        for (String malformed : List.of(
                "GET /malformed HTTP/1.1\r\n\r\n",
                "POST /malformed HTTP/1.1\r\nHost: test\r\nContent-Length: many\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n")) {
            try (RawConnection connection = new RawConnection(application, SOON)) {
                connection.send(malformed);
                assertThat(connection.readHead()).contains(" 400 ");
            }
        }
        request("after").get("/images").then().statusCode(200);
        collector.awaitRequest("after");

        assertThat(collector.spans().stream()
                        .map(span -> span.attribute("http.response.status_code") + " " + span.name()))
                .doesNotContain("400 GET", "400 POST");
    }

    @Test
    void namesARequestWithoutATokenByItsRoute() {
        Contract.given(application.baseUri(), null)
                .header("X-Request-Id", "unauthenticated")
                .get("/images/" + id)
                .then()
                .statusCode(401);

        assertThat(collector.awaitRequest("unauthenticated").name()).isEqualTo("GET /images/{id}");
    }

    @Test
    void boundsWhatAClientDetermines() {
        request("hostile")
                .header("User-Agent", "a".repeat(5000))
                .header("traceparent", TRACE_PARENT)
                .header("tracestate", "a=" + "1".repeat(250) + ",b=" + "2".repeat(255))
                .header("baggage", "a=" + "1".repeat(5000))
                .get("/images/" + id)
                .then()
                .statusCode(200);

        ReceivedSpan span = collector.awaitRequest("hostile");

        assertThat(span.traceId()).isEqualTo(TRACE_ID);
        assertThat(span.span().getTraceState()).hasSize(510);
        assertThat(span.attribute("user_agent.original")).hasSize(256);
        assertThat(span.span().getSerializedSize()).isLessThan(2000);
    }

    @Test
    void tracesRequestsOfHttp2() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            client.send(
                    HttpRequest.newBuilder(application.baseUri().resolve("/images"))
                            .header("Authorization", "Bearer " + token)
                            .header("X-Request-Id", "http2")
                            .build(),
                    BodyHandlers.discarding());
        }
        assertThat(collector.awaitRequest("http2").attribute("network.protocol.version"))
                .isIn("1.1", "2"); // the first request of a connection asks for the upgrade
    }

    private static List<String> callsOf(String requestId) {
        return collector.children(collector.awaitRequest(requestId)).stream()
                .map(ReceivedSpan::name)
                .toList();
    }

    private static RequestSpecification request(String requestId) {
        return Contract.given(application.baseUri(), token).header("X-Request-Id", requestId);
    }
}
