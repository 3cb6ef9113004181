package io.tintype.http.request;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Limits the values of HTTP metric tags that a client can determine. Each value creates a time series, which stays in
 * memory until the process ends, and beyond {@code quarkus.micrometer.binder.http-server.max-uri-tags} no further path
 * is counted. So a method is one of RFC 9110's or {@value #OTHER}, and a path is a template of the contract, {@code
 * /static}, one of Quarkus's own values or {@value #UNKNOWN}.
 */
@Singleton
class RequestTags implements MeterFilter {

    private static final String PREFIX = "http.server.";
    private static final String METHOD = "method";
    private static final String URI = "uri";
    private static final String OTHER = "OTHER";
    private static final String UNKNOWN = "UNKNOWN";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", UNKNOWN);

    /** Quarkus uses these for paths without a template. */
    private static final Set<String> WORDS = Set.of("root", "NOT_FOUND", "REDIRECTION", UNKNOWN, "/cors-preflight");

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith(PREFIX)) {
            return id;
        }
        return id.replaceTags(id.getTags().stream().map(RequestTags::bounded).toList());
    }

    private static Tag bounded(Tag tag) {
        return switch (tag.getKey()) {
            case METHOD -> METHODS.contains(tag.getValue()) ? tag : Tag.of(METHOD, OTHER);
            case URI -> Tag.of(URI, template(tag.getValue()));
            default -> tag;
        };
    }

    private static String template(String path) {
        return WORDS.contains(path)
                ? path
                : RouteTemplate.of(path).map(RouteTemplate::text).orElse(UNKNOWN);
    }
}
