package io.tintype.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tintype.image.Images;
import io.tintype.image.Quota;
import io.tintype.image.Quotas;
import io.tintype.image.UploadLimits;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.rendition.worker.HostileWorker;
import io.tintype.rendition.worker.HostileWorker.Deed;
import io.tintype.storage.Checksum;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.disk.DiskImageStore;
import io.tintype.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which requests a rendition affects that cannot be made. */
class RenditionsTest {

    /** Longer than the start of a worker on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final int PIXELS = 64_000_000;

    private final Library library = Library.of("subject");
    private final UUID id = UUID.randomUUID();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private WorkerFolder workers;
    private WorkerPool pool;
    private Renditions renditions;

    @BeforeEach
    void store() throws IOException {
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        Path upload = Files.write(folder.resolve("upload"), bytes);
        DiskImageStore store = new DiskImageStore(folder.resolve("store"));
        String sha256 = Checksum.sha256(upload);
        store.store(
                library,
                new ImageMetadata(id, "photo.jpg", "image/jpeg", bytes.length, 480, 320, sha256, Instant.EPOCH),
                upload);
        RenditionLimits limits = new RenditionLimits(Map.of(), new TreeSet<>(List.of(1)), PIXELS, "");
        Images images = new Images(store, new UploadLimits(bytes.length, PIXELS), new Quotas(store, Quota.NONE));
        workers = new WorkerFolder(folder.resolve("spool"));
        pool = new WorkerPool(HostileWorker.command(), workers, DEADLINE, registry);
        String spool = folder.resolve("spool").toString();
        RenditionMaker maker = new RenditionMaker(store, images, pool, limits, spool);
        renditions = new Renditions(store, images, pool, maker, limits, registry);
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
        workers.leave();
    }

    @Test
    void blocksOnlyTheRecipeThatTakesTooLong() throws Exception {
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> open(Deed.SPIN.size(), Deed.SPIN.size()));
        await().until(() -> jobs() == 1);

        assertThat(content(Deed.OBEY.size(), Deed.OBEY.size())).isEqualTo("made");
        assertThat(slow).isNotDone();
        assertThatThrownBy(() -> slow.get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RenditionException.Busy.class);

        assertThatThrownBy(() -> open(Deed.SPIN.size(), Deed.SPIN.size())).isInstanceOf(RenditionException.Busy.class);
        assertThat(jobs()).as("the recipe is not tried again").isEqualTo(2);
        assertThat(content(Deed.OBEY.size(), 2)).isEqualTo("made");
        assertThat(jobs()).isEqualTo(3);
    }

    @Test
    void blocksAllRecipesOfAnImageThatCrashesAWorker() {
        assertThatThrownBy(() -> open(Deed.CRASH.size(), 1)).isInstanceOf(RenditionException.Undecodable.class);

        assertThatThrownBy(() -> open(Deed.OBEY.size(), 1)).isInstanceOf(RenditionException.Undecodable.class);
        assertThat(jobs()).isEqualTo(1);
    }

    /** The width selects what the worker does; the height makes another recipe of it. */
    private Rendition open(int width, int height) {
        return renditions.open(library, id, RecipeParameters.contain(width, height), List.of(RenditionFormat.WEBP));
    }

    private String content(int width, int height) throws IOException {
        try (Rendition rendition = open(width, height)) {
            return new String(rendition.content().bytes().stream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private double jobs() {
        return registry.counter("tintype.worker.jobs").count();
    }
}
