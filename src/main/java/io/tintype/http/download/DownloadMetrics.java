package io.tintype.http.download;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;

/** Counts, bytes and durations of downloads. */
@Singleton
class DownloadMetrics {

    private final MeterRegistry registry;
    private final DistributionSummary bytes;

    DownloadMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.bytes = DistributionSummary.builder("tintype.download.size")
                .description("Bytes of images sent, also of downloads that ended early")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Returns the start of a download, for {@link #record}. */
    Timer.Sample start() {
        return Timer.start(registry);
    }

    /** Records a download as {@code complete}, {@code aborted} by the client or {@code failed} in the store. */
    void record(Timer.Sample start, String outcome, long sent) {
        start.stop(registry.timer("tintype.download", "outcome", outcome));
        bytes.record(sent);
    }
}
