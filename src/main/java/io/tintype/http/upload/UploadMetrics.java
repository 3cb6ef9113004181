package io.tintype.http.upload;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tintype.image.ImageException;
import io.tintype.image.Images;
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
        Images.Stored run() throws IOException;
    }

    /**
     * Runs an upload and records it as {@code stored}, {@code repeated} (the image was stored before), {@code rejected}
     * or {@code failed}.
     *
     * @throws UncheckedIOException if the spooled file cannot be read
     */
    public Images.Stored record(Upload upload) {
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            Images.Stored stored = upload.run();
            outcome = stored.isNew() ? "stored" : "repeated";
            if (stored.isNew()) {
                bytes.record(stored.image().size());
            }
            return stored;
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
