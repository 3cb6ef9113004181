package io.tintype.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.vertx.core.Vertx;
import java.util.function.BiConsumer;

/**
 * The span that the next spans of a request are children of. It is in the Vert.x context of the request, which all of its
 * threads have: event loops, worker threads and virtual threads. Outside of a traced request, there is no such span, so that the
 * calls of health checks, commands and the startup make no spans.
 */
public final class CurrentSpan {

    private static final Object KEY = CurrentSpan.class;

    private CurrentSpan() {}

    private record Local(OpenTelemetry sdk, Span span) {}

    /** Restores the span that was current before. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Sets the first span of the request to which the current Vert.x context belongs. */
    public static void begin(OpenTelemetry sdk, Span span) {
        Vertx.currentContext().putLocal(KEY, new Local(sdk, span));
    }

    /** Returns the current span. Without one, the span records nothing. */
    public static Span get() {
        Local local = local();
        return local == null ? Span.getInvalid() : local.span;
    }

    /** Starts a child of the current span; the caller ends it. Without a current span, the child records nothing. */
    public static Span startChild(String name, SpanKind kind) {
        Local local = local();
        if (local == null) {
            return Span.getInvalid();
        }
        return local.sdk
                .getTracer(Tracing.SCOPE)
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(Context.root().with(local.span))
                .startSpan();
    }

    /** Makes a child the current span, until the scope is closed by the same thread. */
    public static Scope use(Span child) {
        Local before = local();
        if (before == null) {
            return () -> {};
        }
        io.vertx.core.Context request = Vertx.currentContext();
        request.putLocal(KEY, new Local(before.sdk, child));
        return () -> request.putLocal(KEY, before);
    }

    /** Passes the headers that tell a server the span, such as {@code traceparent}, to a consumer of names and values. */
    public static void inject(Span span, BiConsumer<String, String> headers) {
        Local local = local();
        if (local != null) {
            local.sdk
                    .getPropagators()
                    .getTextMapPropagator()
                    .inject(Context.root().with(span), headers, BiConsumer::accept);
        }
    }

    private static Local local() {
        io.vertx.core.Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(KEY);
    }
}
