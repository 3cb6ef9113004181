package io.tintype.http.download;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tintype.image.ImageException;
import io.tintype.storage.ImageMetadata;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Counts, bytes and durations of uploads and downloads. */
@Singleton
public class TransferMetrics {

    private static final String OUTCOME = "outcome";

    private final MeterRegistry registry;
    private final DistributionSummary uploaded;
    private final DistributionSummary downloaded;

    TransferMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.uploaded = summary("tintype.upload.size", "Bytes of stored images");
        this.downloaded = summary("tintype.download.size", "Bytes of images sent, also of downloads that ended early");
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
    public ImageMetadata recordUpload(Upload upload) {
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            ImageMetadata image = upload.run();
            outcome = "stored";
            uploaded.record(image.size());
            return image;
        } catch (ImageException e) {
            outcome = "rejected";
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start.stop(registry.timer("tintype.upload", OUTCOME, outcome));
        }
    }

    /** The start of a download, for {@link #recordDownload}. */
    Timer.Sample startDownload() {
        return Timer.start(registry);
    }

    /** Records a download as {@code complete}, {@code aborted} by the caller or {@code failed} by the store. */
    void recordDownload(Timer.Sample start, String outcome, long bytes) {
        start.stop(registry.timer("tintype.download", OUTCOME, outcome));
        downloaded.record(bytes);
    }

    private DistributionSummary summary(String name, String description) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }
}
