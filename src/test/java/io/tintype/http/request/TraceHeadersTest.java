package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    @Test
    void readsTheParentAndTheState() {
        SpanContext parent = parent(MultiMap.caseInsensitiveMultiMap()
                .add("TraceParent", PARENT)
                .add("tracestate", "a=1")
                .add("tracestate", "b=2"));

        assertThat(parent.getTraceId()).isEqualTo(TRACE_ID);
        assertThat(parent.isSampled()).isTrue();
        assertThat(parent.getTraceState().get("b")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "garbage",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + TRACE_ID + "-0000000000000000-01",
                "00-" + TRACE_ID + "-00f067aa0ba902b7-01-extra",
                "ff-" + TRACE_ID + "-00f067aa0ba902b7-01",
                "00-" + TRACE_ID + "-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void ignoresAMalformedParent(String header) {
        assertThat(parent(MultiMap.caseInsensitiveMultiMap().add("traceparent", header))
                        .isValid())
                .isFalse();
    }

    @Test
    void ignoresARepeatedParent() {
        assertThat(parent(MultiMap.caseInsensitiveMultiMap()
                                .add("traceparent", PARENT)
                                .add("traceparent", PARENT))
                        .isValid())
                .isFalse();
    }

    @Test
    void ignoresALongState() {
        SpanContext longest = parent(withState("a=" + "1".repeat(254) + ",b=" + "2".repeat(253)));
        SpanContext longer = parent(withState("a=" + "1".repeat(254) + ",b=" + "2".repeat(254)));

        assertThat(longest.getTraceState().size()).isEqualTo(2);
        assertThat(longer.getTraceState().isEmpty()).isTrue();
        assertThat(longer.getTraceId()).isEqualTo(TRACE_ID);
    }

    private static MultiMap withState(String state) {
        return MultiMap.caseInsensitiveMultiMap().add("traceparent", PARENT).add("tracestate", state);
    }

    private static SpanContext parent(MultiMap headers) {
        return Span.fromContext(
                        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, TraceHeaders.GETTER))
                .getSpanContext();
    }
}
