package io.tintype.rendition;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tintype.image.ImageInfo;
import io.tintype.image.ImageProbe;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.storage.RenditionFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Makes renditions in workers, without the service. */
final class WorkerHarness implements AutoCloseable {

    private static final int PIXELS = 16_000_000;

    private final Path folder = Files.createTempDirectory("workers");
    private final WorkerFolder workers = new WorkerFolder(folder.resolve("spool"));
    private final WorkerPool pool = new WorkerPool(
            WorkerCommand.of("libvips.so.42", PIXELS), workers, Duration.ofMinutes(1), new SimpleMeterRegistry());
    private RenditionFormat lastFormat;

    WorkerHarness() throws IOException {}

    Set<RenditionFormat> formats() {
        return pool.formats();
    }

    /** Returns the bytes of a rendition. */
    byte[] make(byte[] image, Recipe recipe) throws IOException {
        Path source = Files.write(folder.resolve("image"), image);
        Path target = folder.resolve("rendition");
        ImageInfo info = new ImageProbe().probe(source);
        MadeRendition made = pool.await(pool.start(new Job(info.format(), info.pixels(), recipe), source, target));
        lastFormat = made.format();
        return Files.readAllBytes(target);
    }

    /** Returns the format of the last rendition. */
    RenditionFormat lastFormat() {
        return lastFormat;
    }

    @Override
    public void close() throws IOException {
        pool.close();
        workers.leave();
        Files.deleteIfExists(folder.resolve("rendition"));
    }
}
