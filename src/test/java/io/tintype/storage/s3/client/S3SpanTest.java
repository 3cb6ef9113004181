package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tintype.tracing.CurrentSpan;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The spans of calls, and what the store receives of them. */
class S3SpanTest {

    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Long> RESENDS = AttributeKey.longKey("http.request.resend_count");

    private final Vertx vertx = Vertx.vertx();
    private final List<SpanData> spans = new CopyOnWriteArrayList<>();
    private final List<Headers> received = new CopyOnWriteArrayList<>();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(new Recorder(spans)))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    private record Recorder(List<SpanData> spans) implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> more) {
            spans.addAll(more);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        sdk.close();
    }

    @Test
    void tellsTheStoreTheSpanWithoutSigningIt() {
        try (StandInS3 store = responding(200)) {
            Span request = sdk.getTracer("test").spanBuilder("request").startSpan();

            inRequest(request, () -> store.bucket().call(S3Request.head("images/owner/1", Map.of())));

            SpanData call = spans.getFirst();
            assertThat(call.getName()).isEqualTo("S3.HeadObject");
            assertThat(call.getParentSpanId())
                    .isEqualTo(request.getSpanContext().getSpanId());
            String sampledAndRandom = "-03"; // W3C Trace Context Level 2, section 3.2.2.5
            assertThat(received.getFirst().getFirst("traceparent"))
                    .isEqualTo("00-" + call.getTraceId() + "-" + call.getSpanId() + sampledAndRandom);
            assertThat(received.getFirst().getFirst("Authorization"))
                    .contains("SignedHeaders=")
                    .doesNotContain("traceparent");
        }
    }

    @Test
    void makesNoSpanOutsideOfRequests() {
        try (StandInS3 store = responding(200)) {
            store.bucket().call(S3Request.headBucket());

            assertThat(spans).isEmpty();
            assertThat(received.getFirst()).doesNotContainKey("traceparent");
        }
    }

    @Test
    void expectsAbsentObjectsAndConditions() {
        for (int status : new int[] {304, 404, 409, 412, 416}) {
            spans.clear();
            assertThat(failed(status, 1).getStatus().getStatusCode())
                    .as("" + status)
                    .isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void recordsRejectionsAndRetries() {
        SpanData rejected = failed(403, 3);
        spans.clear();
        SpanData retried = failed(503, 3);

        assertThat(rejected.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(rejected.getEvents()).isEmpty();
        assertThat(rejected.getAttributes().get(ERROR)).isEqualTo("403");
        assertThat(retried.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(retried.getEvents()).hasSize(2).allSatisfy(event -> {
            assertThat(event.getName()).isEqualTo("retry");
            assertThat(event.getAttributes().get(ERROR)).isEqualTo("503");
        });
        assertThat(retried.getAttributes().get(RESENDS)).isEqualTo(2);
    }

    @Test
    void containsNoKey() {
        SpanData call = failed(403, 1);

        assertThat(call.toString()).doesNotContain("owner");
    }

    private SpanData failed(int status, int attempts) {
        try (StandInS3 store = new StandInS3(exchange -> StandInS3.respond(exchange, status, new byte[0]), attempts)) {
            Span request = sdk.getTracer("test").spanBuilder("request").startSpan();
            assertThatThrownBy(() ->
                            inRequest(request, () -> store.bucket().call(S3Request.head("images/owner/1", Map.of()))))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(S3Exception.class);
            return spans.getFirst();
        }
    }

    private StandInS3 responding(int status) {
        return new StandInS3(exchange -> {
            received.add(exchange.getRequestHeaders());
            StandInS3.respond(exchange, status, new byte[0]);
        });
    }

    private void inRequest(Span request, Runnable action) {
        vertx.executeBlocking(() -> {
                    CurrentSpan.begin(sdk, request);
                    action.run();
                    return null;
                })
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
