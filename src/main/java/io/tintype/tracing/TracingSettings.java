package io.tintype.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The variables of OpenTelemetry that decide whether requests are traced. The SDK reads the others itself. */
record TracingSettings(Config config) {

    static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

    private static final String NONE = "none";
    private static final String EXPORTER = "otel.traces.exporter";
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
    private static final String TRACES_PATH = "/v1/traces";
    private static final String HTTP = "http/protobuf";
    private static final String GRPC = "grpc";

    /** The port of OTLP over gRPC. */
    private static final String GRPC_PORT = ".*:4317/?";

    /** Returns whether there is a collector, and traces are not disabled. */
    boolean isOn() {
        return endpoint().isPresent() && !isDisabled() && !isWithoutExporter();
    }

    private boolean isDisabled() {
        return value("otel.sdk.disabled").filter("true"::equalsIgnoreCase).isPresent();
    }

    private boolean isWithoutExporter() {
        String exporter = value(EXPORTER).orElse("otlp");
        if (!exporter.equals("otlp") && !exporter.equals(NONE)) {
            throw new ConfigurationException(
                    "%s is '%s'. Set it to otlp or to none.".formatted(variable(EXPORTER), exporter));
        }
        return exporter.equals(NONE);
    }

    /**
     * Returns properties that replace those of the operator: only traces are exported. Without a protocol, the port decides,
     * because a collector has one port for each.
     */
    Map<String, String> overrides() {
        Map<String, String> overrides = new HashMap<>();
        overrides.put("otel.metrics.exporter", NONE);
        overrides.put("otel.logs.exporter", NONE);
        overrides.put(TRACES_PROTOCOL, protocol());
        return overrides;
    }

    private String protocol() {
        String protocol = value(TRACES_PROTOCOL)
                .or(() -> value(PROTOCOL))
                .orElseGet(() -> endpoint().orElse("").matches(GRPC_PORT) ? GRPC : HTTP);
        if (!protocol.equals(HTTP) && !protocol.equals(GRPC)) {
            throw new ConfigurationException(
                    "%s is '%s'. Set it to %s or to %s.".formatted(variable(PROTOCOL), protocol, GRPC, HTTP));
        }
        return protocol;
    }

    private Optional<String> endpoint() {
        return value(TRACES_ENDPOINT).or(() -> value(ENDPOINT).map(TracingSettings::base));
    }

    /** Rejects an endpoint to which the path would be appended once more: the collector would respond with 404 to each export. */
    private static String base(String endpoint) {
        if (endpoint.endsWith(TRACES_PATH) || endpoint.endsWith(TRACES_PATH + "/")) {
            throw new ConfigurationException("%s ends with %s, which is appended to it. Remove it, or set %s instead."
                    .formatted(variable(ENDPOINT), TRACES_PATH, variable(TRACES_ENDPOINT)));
        }
        return endpoint;
    }

    private Optional<String> value(String property) {
        return config.getOptionalValue(property, String.class)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** Returns the variable that sets a property of the SDK. */
    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
