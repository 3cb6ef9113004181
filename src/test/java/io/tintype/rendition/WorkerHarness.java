package io.tintype.rendition;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tintype.image.ImageInfo;
import io.tintype.image.ImageProbe;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.storage.RenditionFormat;
import io.tintype.testing.Libvips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes renditions in workers, without the service. As an extension, it has the same workers in all tests of a class. */
final class WorkerHarness implements BeforeAllCallback, AfterAllCallback {

    private static final int PIXELS = 16_000_000;

    private Path folder;
    private WorkerFolder workers;
    private WorkerPool pool;
    private RenditionFormat lastFormat;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Libvips.assumeInstalled();
        folder = Files.createTempDirectory("workers");
        workers = new WorkerFolder(folder.resolve("spool"));
        pool = new WorkerPool(
                WorkerCommand.of("libvips.so.42", PIXELS), workers, Duration.ofMinutes(1), new SimpleMeterRegistry());
    }

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
    public void afterAll(ExtensionContext context) throws IOException {
        if (pool == null) {
            return; // libvips is not installed
        }
        pool.close();
        workers.leave();
        Files.deleteIfExists(folder.resolve("rendition"));
    }
}
