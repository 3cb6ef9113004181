package io.tintype.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ProblemMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ProblemMetrics metrics = new ProblemMetrics(registry);

    @Test
    void hasASeriesForEachTypeAndOneForOthers() {
        assertThat(registry.getMeters()).hasSize(ProblemType.values().length + 1);

        metrics.record(Problems.ofStatus(404));
        metrics.record(Problems.ofStatus(404));
        metrics.record(Problems.ofStatus(431));

        assertThat(registry.getMeters()).hasSize(ProblemType.values().length + 1);
        assertThat(count("not-found")).isEqualTo(2);
        assertThat(count("other")).isEqualTo(1);
        assertThat(count("keys-unavailable")).isZero();
    }

    private double count(String type) {
        return registry.counter("tintype.problems", "type", type).count();
    }
}
