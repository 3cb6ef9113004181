package io.tintype.http.upload;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tintype.image.ImageException;
import io.tintype.storage.ImageMetadata;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Counts, bytes and durations of uploads. */
@Singleton
public class UploadMetrics {

    private final MeterRegistry registry;
    private final DistributionSummary bytes;

    UploadMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.bytes = DistributionSummary.builder("tintype.upload.size")
                .description("Bytes of stored images")
                .baseUnit("bytes")
                .register(registry);
    }

    /** An upload that reads the spooled file. */
    public interface Upload {
        ImageMetadata run() throws IOException;
    }

    /**
     * Runs an upload and records it as {@code stored}, {@code rejected} or {@code failed}.
     *
     * @throws UncheckedIOException if the spooled file cannot be read
     */
    public ImageMetadata record(Upload upload) {
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            ImageMetadata image = upload.run();
            outcome = "stored";
            bytes.record(image.size());
            return image;
        } catch (ImageException e) {
            outcome = "rejected";
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start.stop(registry.timer("tintype.upload", "outcome", outcome));
        }
    }
}
