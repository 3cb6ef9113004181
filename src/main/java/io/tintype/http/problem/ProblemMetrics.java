package io.tintype.http.problem;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.tintype.api.model.Problem;
import io.tintype.tracing.CurrentSpan;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the problems that are sent, and adds their types to the spans of their requests. The metric {@code
 * tintype.problems} has a series for each type from the start, so that its first event is an increase.
 */
@Singleton
public class ProblemMetrics {

    /** A problem that contains no more than its status. */
    private static final String OTHER = "other";

    private static final String NAME = "tintype.problems";
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("tintype.problem");

    /** The slug of a type, and its counter. */
    private record Entry(String slug, Counter counter) {}

    private final Map<URI, Entry> types = new HashMap<>();
    private final Entry other;

    ProblemMetrics(MeterRegistry registry) {
        for (ProblemType type : ProblemType.values()) {
            types.put(type.uri(), entry(registry, type.slug()));
        }
        other = entry(registry, OTHER);
    }

    private static Entry entry(MeterRegistry registry, String slug) {
        return new Entry(slug, registry.counter(NAME, "type", slug));
    }

    /** Records a problem that is the response to the current request. */
    void record(Problem problem) {
        Entry entry = types.getOrDefault(problem.getType(), other);
        entry.counter().increment();
        CurrentSpan.get().setAttribute(TYPE, entry.slug());
    }
}
