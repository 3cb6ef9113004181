package io.tintype.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Sets up the OpenTelemetry SDK if the operator has configured a collector. Otherwise, nothing is traced. */
@Startup // an invalid variable stops startup
@Singleton
// Native: the SDK loads these classes by name.
@RegisterForReflection(
        classNames = {
            "io.opentelemetry.exporter.otlp.internal.OtlpSpanExporterProvider",
            "io.opentelemetry.exporter.sender.okhttp.internal.OkHttpGrpcSenderProvider",
            "io.opentelemetry.exporter.sender.okhttp.internal.OkHttpHttpSenderProvider",
            "io.opentelemetry.sdk.autoconfigure.EnvironmentResourceProvider",
            "io.opentelemetry.sdk.autoconfigure.ServiceInstanceIdResourceProvider"
        })
public class Tracing {

    /** The instrumentation scope of all spans. */
    public static final String SCOPE = "io.tintype";

    /**
     * Replaces defaults of the SDK. The garbage collector copies the spans that wait for their batch; with 512, that costs more
     * than sending smaller batches.
     */
    private static final Map<String, String> DEFAULTS = Map.of("otel.bsp.max.export.batch.size", "128");

    private static final Logger LOG = Logger.getLogger(Tracing.class);

    /** A collector that does not respond must not delay the end of the service. */
    private static final long SHUTDOWN_SECONDS = 3;

    /** The SDK's message for exceptions that explain the fault themselves. */
    private static final String UNEXPECTED = "Unexpected configuration error";

    private static final Pattern PROPERTY = Pattern.compile("\\botel(\\.[a-z]+)+\\b");

    private final Optional<OpenTelemetrySdk> sdk;

    Tracing(
            Config config,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean isService,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        TracingSettings settings = new TracingSettings(config);
        sdk = isService && settings.isOn() ? Optional.of(build(settings, version)) : Optional.empty();
    }

    /** Returns what creates spans; empty if nothing is traced. */
    public Optional<OpenTelemetry> openTelemetry() {
        return sdk.map(OpenTelemetry.class::cast);
    }

    private static OpenTelemetrySdk build(TracingSettings settings, String version) {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesCustomizer(any -> settings.overrides())
                    .addResourceCustomizer((resource, any) -> named(resource, version))
                    .addSpanExporterCustomizer((exporter, any) -> new ReportingSpanExporter(exporter))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new io.quarkus.runtime.configuration.ConfigurationException("Tracing is misconfigured: " + reason(e));
        }
    }

    /** Adds the name and version of this service, unless the operator has set others. */
    private static Resource named(Resource resource, String version) {
        boolean isNamed = !resource.getAttribute(TracingSettings.SERVICE_NAME).startsWith("unknown_service");
        Resource own = Resource.builder()
                .put(TracingSettings.SERVICE_NAME, "tintype")
                .put("service.version", version)
                .build();
        return isNamed ? own.merge(resource) : resource.merge(own);
    }

    /** Returns the message of the SDK, with names of variables instead of properties. */
    private static String reason(ConfigurationException failure) {
        String message = UNEXPECTED.equals(failure.getMessage()) && failure.getCause() != null
                ? failure.getCause().getMessage()
                : failure.getMessage();
        return PROPERTY.matcher(message)
                .replaceAll(name -> Matcher.quoteReplacement(TracingSettings.variable(name.group())));
    }

    /** Sends the remaining spans. */
    @PreDestroy
    void close() {
        sdk.ifPresent(open -> {
            if (!open.shutdown().join(SHUTDOWN_SECONDS, TimeUnit.SECONDS).isSuccess()) {
                LOG.warn("the collector has not received the last spans");
            }
        });
    }
}
