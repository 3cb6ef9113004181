package io.tintype.tracing;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Logs one line when the collector stops receiving spans, and one when it receives them again. The SDK would log a stack
 * trace for each attempt.
 */
record ReportingSpanExporter(SpanExporter exporter, AtomicBoolean isFailing) implements SpanExporter {

    private static final Logger LOG = Logger.getLogger(Tracing.class);

    ReportingSpanExporter(SpanExporter exporter) {
        this(exporter, new AtomicBoolean());
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> report(result));
        return result;
    }

    private void report(CompletableResultCode result) {
        if (result.isSuccess()) {
            if (isFailing.compareAndSet(true, false)) {
                LOG.info("the collector receives spans again");
            }
        } else if (isFailing.compareAndSet(false, true)) {
            LOG.warnf(
                    "the collector does not receive spans, which are lost until it does: %s",
                    reason(result.getFailureThrowable()));
        }
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case HttpExportException rejected
            when rejected.getResponse() != null ->
                "it responds with HTTP status " + rejected.getResponse().getStatusCode();
            case GrpcExportException rejected
            when rejected.getResponse() != null ->
                "it responds with gRPC status "
                        + rejected.getResponse().getStatusCode().getValue();
            case null -> "unknown reason";
            default -> String.valueOf(failure.getCause() == null ? failure : failure.getCause());
        };
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
