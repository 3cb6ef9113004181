package io.tintype.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tintype.image.ImageFormat;
import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Focus;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.HostileWorker;
import io.tintype.rendition.worker.HostileWorker.Deed;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.storage.Checksum;
import io.tintype.storage.RenditionFormat;
import io.tintype.testing.Bytes;
import io.tintype.testing.Libvips;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that an image, and a worker that is under its control, harm nothing else. */
class WorkerPoolTest {

    private static final int SIDE = 1000;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Path target;
    private WorkerFolder workers;
    private WorkerPool pool;

    @BeforeEach
    void makeFolders() {
        workers = new WorkerFolder(folder.resolve("spool"));
        target = folder.resolve("target");
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
        workers.leave();
    }

    @Test
    void makesRenditionsInOneWorkerOneAfterTheOther() throws IOException {
        Libvips.assumeInstalled();
        pool = pool(WorkerCommand.of("libvips.so.42", SIDE * SIDE), LONG);

        String first = make(SIDE * SIDE, 320);
        String second = make(SIDE * SIDE, 320);

        assertThat(first).isEqualTo(second).isEqualTo(Checksum.sha256(target));
        assertThat(registry.counter("tintype.worker.jobs").count()).isEqualTo(2);
        assertThat(foldersOfWorkers()).hasSize(1);
    }

    /** The service, which reads the header differently, may have accepted the image. */
    @Test
    void rejectsMorePixelsThanAnnounced() {
        Libvips.assumeInstalled();
        pool = pool(WorkerCommand.of("libvips.so.42", SIDE * SIDE), LONG);

        assertThatThrownBy(() -> make(SIDE * SIDE - 1, 320)).isInstanceOf(RenditionException.Undecodable.class);

        assertThat(ended("crashed")).isZero();
    }

    @Test
    void hasNoRenditionsWithoutLibvips() {
        pool = pool(WorkerCommand.of("libnothing.so.1", 1), LONG);

        assertThat(pool.version()).isEmpty();
        assertThat(pool.greeting()).isPresent();
    }

    @Test
    void killsAWorkerThatTakesTooLongAndStartsAnother() throws IOException {
        pool = pool(HostileWorker.command(), SHORT);
        assertThat(pool.version()).contains("8.0.0?");

        assertThatThrownBy(() -> make(1, Deed.SPIN.size())).isInstanceOf(RenditionException.Busy.class);

        assertThat(make(1, Deed.OBEY.size())).isEqualTo(Checksum.sha256(target));
        assertThat(ended("killed")).isOne();
        assertThat(ended("crashed")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"OBEY", "SPIN", "LEAVE_FILES"},
            mode = EnumSource.Mode.EXCLUDE)
    void losesOneRenditionIfAWorkerCrashesOrViolatesTheProtocol(Deed deed) throws IOException {
        pool = pool(HostileWorker.command(), LONG);

        assertThatThrownBy(() -> make(1, deed.size())).isInstanceOf(RenditionException.Undecodable.class);

        make(1, Deed.OBEY.size());
        assertThat(target).hasContent("made");
        assertThat(ended("crashed")).isOne();
        assertThat(foldersOfWorkers()).hasSize(1);
    }

    @Test
    void emptiesAWorkersFolderAfterEachJob() throws IOException {
        pool = pool(HostileWorker.command(), LONG);

        make(1, Deed.LEAVE_FILES.size());

        assertThat(foldersOfWorkers())
                .singleElement()
                .satisfies(worker -> assertThat(worker).isEmptyDirectory());
    }

    @Test
    void replacesAWorkerAfterAHundredJobs() throws IOException {
        pool = pool(HostileWorker.command(), LONG);

        for (int i = 0; i < 101; i++) {
            make(1, Deed.OBEY.size());
        }

        assertThat(ended("replaced")).isOne();
        assertThat(registry.counter("tintype.worker.jobs").count()).isEqualTo(101);
    }

    @Test
    void removesTheFoldersOfKilledServices() throws IOException {
        Path left = Files.createDirectories(folder.resolve("spool.workers/worker-1"));
        Files.writeString(left.resolve("source"), "image");
        pool = pool(HostileWorker.command(), LONG);

        make(1, Deed.OBEY.size());

        assertThat(left).doesNotExist();
    }

    private WorkerPool pool(List<String> command, Duration mostTime) {
        return new WorkerPool(command, workers, mostTime, registry);
    }

    private String make(long pixels, int size) throws IOException {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        Path source = Files.write(folder.resolve("large.png"), Bytes.greyPng(SIDE, 128, profile));
        Recipe recipe = new Recipe(size, size, Fit.CONTAIN, Focus.CENTER, 80, RenditionFormat.WEBP, false);
        return pool.await(pool.start(new Job(ImageFormat.PNG, pixels, recipe), source, target))
                .sha256();
    }

    private double ended(String reason) {
        return registry.counter("tintype.worker.ended", "reason", reason).count();
    }

    private List<Path> foldersOfWorkers() throws IOException {
        try (Stream<Path> all = Files.list(workers.path())) {
            return all.filter(Files::isDirectory).toList();
        }
    }
}
