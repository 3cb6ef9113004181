package io.tintype.http.request;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.tintype.tracing.CurrentSpan;
import io.tintype.tracing.Tracing;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.MDC;

/**
 * Makes a span of each request, as the semantic conventions for HTTP servers specify, if the operator has configured a
 * collector. Otherwise there is no such stage.
 */
@Singleton
class RequestSpans {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");
    private static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("tintype.request_id");

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String OTHER_METHOD = "_OTHER";
    private static final String UNKNOWN_PATH = "/REDACTED";

    /** Dev mode serves health and metrics at the same port. */
    private static final String UNTRACED = "/q/";

    /** A client determines these texts, which are part of every batch of spans. */
    private static final int MAX_TEXT = 256;

    private static final int SERVER_ERROR = 500;

    private final Tracing tracing;

    RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    void register(@Observes Router router) {
        tracing.openTelemetry()
                .ifPresent(sdk -> HttpPipeline.TRACING.on(router).handler(context -> {
                    if (!context.request().path().startsWith(UNTRACED)) {
                        trace(context, sdk);
                    }
                    context.next();
                }));
    }

    private static void trace(RoutingContext context, OpenTelemetry sdk) {
        Span span = span(context, sdk);
        CurrentSpan.begin(sdk, span);
        if (span.getSpanContext().isSampled()) {
            MDC.put("traceId", span.getSpanContext().getTraceId());
            MDC.put("spanId", span.getSpanContext().getSpanId());
        }
        OnRequestEnd.then(context, () -> end(context, span));
    }

    /** Starts the span. Only a span that will be sent has a route, because finding it costs more than all else. */
    private static Span span(RoutingContext context, OpenTelemetry sdk) {
        HttpServerRequest request = context.request();
        boolean isKnown = METHODS.contains(request.method().name());
        String name = isKnown ? request.method().name() : "HTTP";
        Span span = sdk.getTracer(Tracing.SCOPE)
                .spanBuilder(name)
                .setSpanKind(SpanKind.SERVER)
                .setParent(sdk.getPropagators()
                        .getTextMapPropagator()
                        .extract(Context.root(), request.headers(), TraceHeaders.GETTER))
                .startSpan();
        if (span.isRecording()) {
            span.setAttribute(METHOD, isKnown ? name : OTHER_METHOD)
                    .setAttribute(SCHEME, request.isSSL() ? "https" : "http")
                    .setAttribute(VERSION, version(request.version()));
            describeTarget(span, name, context);
        }
        return span;
    }

    private static void describeTarget(Span span, String name, RoutingContext context) {
        String path = context.normalizedPath();
        Optional<RouteTemplate> route = RouteTemplate.of(path);
        route.ifPresent(
                template -> span.updateName(name + " " + template.text()).setAttribute(ROUTE, template.text()));
        span.setAttribute(
                PATH, route.map(template -> template.redacted(path)).orElse(path.equals("/") ? path : UNKNOWN_PATH));
        HostAndPort server = context.request().authority();
        if (server != null) {
            span.setAttribute(HOST, bounded(server.host()));
            if (server.port() > 0) {
                span.setAttribute(PORT, (long) server.port());
            }
        }
        String agent = context.request().getHeader(HttpHeaders.USER_AGENT);
        if (agent != null) {
            span.setAttribute(USER_AGENT, bounded(agent));
        }
    }

    private static void end(RoutingContext context, Span span) {
        if (span.isRecording()) {
            span.setAttribute(REQUEST_ID, context.response().headers().get(RequestId.HEADER));
            if (context.response().headWritten()) {
                int status = context.response().getStatusCode();
                span.setAttribute(STATUS, (long) status);
                if (status >= SERVER_ERROR) {
                    span.setAttribute(ERROR, Integer.toString(status));
                    span.setStatus(StatusCode.ERROR);
                }
            }
            if (!context.response().ended()) {
                span.addEvent("client disconnected");
            }
        }
        span.end();
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    private static String bounded(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
