package io.tintype.testing;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A span that a collector received.
 *
 * @param resource the attributes of the service
 */
public record ReceivedSpan(Span span, Map<String, String> resource) {

    static Stream<ReceivedSpan> of(ResourceSpans spans) {
        Map<String, String> resource = attributes(spans.getResource().getAttributesList());
        return spans.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new ReceivedSpan(span, resource));
    }

    public String name() {
        return span.getName();
    }

    public Span.SpanKind kind() {
        return span.getKind();
    }

    public String traceId() {
        return hex(span.getTraceId());
    }

    public String id() {
        return hex(span.getSpanId());
    }

    /** Returns the id of the parent; empty for a root. */
    public String parentId() {
        return hex(span.getParentSpanId());
    }

    public Map<String, String> attributes() {
        return attributes(span.getAttributesList());
    }

    public String attribute(String name) {
        return attributes().get(name);
    }

    /** Returns the name of the status: UNSET, OK or ERROR. */
    public String status() {
        return span.getStatus().getCode().name().replace("STATUS_CODE_", "");
    }

    public List<String> events() {
        return span.getEventsList().stream().map(Span.Event::getName).toList();
    }

    public boolean isChildOf(ReceivedSpan parent) {
        return traceId().equals(parent.traceId()) && parentId().equals(parent.id());
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
