package io.tintype.rendition;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tintype.image.Images;
import io.tintype.storage.Checksum;
import io.tintype.storage.FolderSetting;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredBytes;
import io.tintype.storage.StoredImage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Renditions of the images of a library: made with the first request, and then kept in the store. The metric {@code
 * tintype.rendition} says how long making took, and its outcome: {@code made}, {@code refused} or {@code failed}.
 */
@Singleton
public class Renditions {

    private static final Logger LOG = Logger.getLogger(Renditions.class);
    private static final int WAIT_SECONDS = 5;
    private static final int CHUNK = 64 * 1024;

    private final ImageStore store;
    private final Images images;
    private final VipsEngine engine;
    private final RenditionLimits limits;
    private final MeterRegistry registry;
    private final Path spool;
    private final Semaphore workers = new Semaphore(VipsEngine.threads(), true);
    private final Semaphore pixels;
    private final Map<Making, CountDownLatch> underWay = new ConcurrentHashMap<>();

    Renditions(
            ImageStore store,
            Images images,
            VipsEngine engine,
            RenditionLimits limits,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.http.body.uploads-directory") String spool) {
        this.store = store;
        this.images = images;
        this.engine = engine;
        this.limits = limits;
        this.registry = registry;
        this.spool = FolderSetting.path(FolderSetting.SPOOL, spool);
        pixels = new Semaphore(limits.pixels(), true);
    }

    /**
     * A rendition of an image. The caller closes it.
     *
     * @throws RenditionException.UnknownPreset if there is no such preset
     * @throws io.tintype.image.ImageException.NotFound if the library has no such image
     * @throws RenditionException if it cannot be made
     * @throws StorageException.Altered if the image's bytes are no longer those that were stored
     * @throws StorageException if the image cannot be read; a rendition that cannot be kept is a warning in the log
     */
    public Rendition open(Library library, UUID id, String presetName, RenditionFormat format) {
        Integer size = limits.presets().get(presetName);
        if (size == null) {
            throw new RenditionException.UnknownPreset(
                    presetName, limits.presets().keySet().stream().sorted().toList());
        }
        Making making = new Making(library, id, new RenditionName(size, format));
        RenditionContent content =
                store.openRendition(library, id, making.name()).orElseGet(() -> madeOnce(making));
        return new Rendition(format, content);
    }

    private record Making(Library library, UUID id, RenditionName name) {}

    /** Whoever asks for what is being made waits for it; if it then is not kept, it is made again. */
    private RenditionContent madeOnce(Making making) {
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch others = underWay.putIfAbsent(making, mine);
        if (others == null) {
            try {
                return timed(making);
            } finally {
                underWay.remove(making, mine);
                mine.countDown();
            }
        }
        acquire(() -> others.await(WAIT_SECONDS, TimeUnit.SECONDS));
        return store.openRendition(making.library(), making.id(), making.name()).orElseGet(() -> timed(making));
    }

    private RenditionContent timed(Making making) {
        StoredImage image = images.describe(making.library(), making.id());
        if (engine.version().isEmpty()) {
            throw new RenditionException.Unavailable();
        }
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            RenditionContent content = make(making, image);
            outcome = "made";
            return content;
        } catch (RenditionException e) {
            outcome = "refused";
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start.stop(registry.timer("tintype.rendition", "outcome", outcome));
        }
    }

    /** Within the limits of what is made at the same time, each with a wait that has an end. */
    private RenditionContent make(Making making, StoredImage image) throws IOException {
        long count = (long) image.width() * image.height();
        if (count > limits.pixels()) {
            throw new RenditionException.TooManyPixels(count, limits.pixels());
        }
        acquire(() -> workers.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS));
        try {
            acquire(() -> pixels.tryAcquire((int) count, WAIT_SECONDS, TimeUnit.SECONDS));
            try {
                return makeAndKeep(making, image, count);
            } finally {
                pixels.release((int) count);
            }
        } finally {
            workers.release();
        }
    }

    private RenditionContent makeAndKeep(Making making, StoredImage image, long count) throws IOException {
        Files.createDirectories(spool);
        Path source = Files.createTempFile(spool, "rendition-", ".source");
        Path target = Files.createTempFile(
                spool, "rendition-", "." + making.name().format().extension());
        boolean made = false;
        try {
            fetch(making, image, source);
            engine.make(
                    image.mediaType(),
                    count,
                    source,
                    making.name().size(),
                    making.name().format(),
                    target);
            RenditionContent content = content(making, image, target);
            made = true;
            return content;
        } finally {
            Files.deleteIfExists(source);
            if (!made) {
                Files.deleteIfExists(target);
            }
        }
    }

    /** Held against what was stored, for a rendition of altered bytes would be kept, and look as good as any. */
    private void fetch(Making making, StoredImage image, Path source) throws IOException {
        MessageDigest digest = Checksum.newSha256();
        byte[] chunk = new byte[CHUNK];
        try (ImageContent content = images.open(making.library(), making.id());
                OutputStream file = Files.newOutputStream(source)) {
            for (int read = read(content, chunk); read != -1; read = read(content, chunk)) {
                digest.update(chunk, 0, read);
                file.write(chunk, 0, read);
            }
        }
        if (!Checksum.text(digest.digest()).equals(image.sha256())) {
            throw new StorageException.Altered(image.id());
        }
    }

    /** What the store breaks off may come whole the next time; a spool that cannot be written is another matter. */
    private static int read(ImageContent content, byte[] chunk) {
        try {
            return content.bytes().stream().read(chunk);
        } catch (IOException e) {
            throw new StorageException.Unavailable(
                    "read image " + content.image().id() + ": " + e.getMessage(), e);
        }
    }

    /** The file is gone as soon as it is open, where the system knows how to do that, or else when it is closed. */
    private RenditionContent content(Making making, StoredImage image, Path target) throws IOException {
        String sha256 = Checksum.sha256(target);
        keep(making, image, target, sha256);
        long size = Files.size(target);
        return new RenditionContent(
                size, sha256, StoredBytes.of(Files.newInputStream(target, StandardOpenOption.DELETE_ON_CLOSE)));
    }

    /** The caller gets the rendition also where it cannot be kept: it was made, and can be made again. */
    private void keep(Making making, StoredImage image, Path target, String sha256) {
        try {
            store.keepRendition(making.library(), image, making.name(), target, sha256);
        } catch (StorageException e) {
            LOG.warnf("a rendition is not kept, imageId=%s: %s", image.id(), e.getMessage());
        }
    }

    private static void acquire(Wait wait) {
        try {
            if (wait.ends()) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new RenditionException.Busy();
    }

    @FunctionalInterface
    private interface Wait {
        boolean ends() throws InterruptedException;
    }
}
