package io.tintype.rendition;

import io.tintype.image.ImageException;
import io.tintype.image.ImageFormat;
import io.tintype.image.ImageProbe;
import io.tintype.image.Images;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.storage.Checksum;
import io.tintype.storage.FolderSetting;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredContent;
import io.tintype.tracing.CurrentSpan;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes renditions: copies the image to the spool, has a worker decode it, and stores the rendition. */
@Singleton
class RenditionMaker {

    private static final Logger LOG = Logger.getLogger(RenditionMaker.class);
    private static final int CHUNK = 64 * 1024;

    /** Maximum number of renditions of an image that are kept, besides those of presets. */
    private static final int MAX_KEPT = 250;

    /** Encoders of AVIF and WebP need as many times more memory for a pixel than decoders. */
    private static final int ENCODER_WEIGHT = 5;

    private final ImageStore store;
    private final Images images;
    private final WorkerPool workers;
    private final RenditionLimits limits;
    private final Path spool;
    private final RenditionLimiter limiter;
    private final ImageProbe probe = new ImageProbe();

    RenditionMaker(
            ImageStore store,
            Images images,
            WorkerPool workers,
            RenditionLimits limits,
            @ConfigProperty(name = "quarkus.http.body.uploads-directory") String spool) {
        this.store = store;
        this.images = images;
        this.workers = workers;
        this.limits = limits;
        this.spool = FolderSetting.path(FolderSetting.SPOOL, spool);
        limiter = new RenditionLimiter(limits.pixels(), WorkerPool.size());
    }

    /** A rendition of an image in a library. It is one of a preset, or one that the request describes. */
    record Making(Library library, UUID id, Recipe recipe, boolean isPreset) {}

    /**
     * Makes a rendition, and stores it if possible. The caller closes it.
     *
     * @param image the metadata of the image
     * @throws RenditionException if it cannot be made
     * @throws StorageException if the image cannot be read or is altered
     * @throws IOException if the spool fails
     */
    Rendition make(Making making, ImageMetadata image) throws IOException {
        ImageFormat imageFormat = ImageFormat.of(image.mediaType())
                .orElseThrow(() -> new RenditionException.Undecodable(image.mediaType()));
        long pixels = checked((long) image.width() * image.height());
        long encoded = ENCODER_WEIGHT * making.recipe().maxPixels(image.width(), image.height());
        RenditionJob job = started(making, image, imageFormat, Math.max(pixels, Math.min(encoded, limits.pixels())));
        MadeRendition made;
        try {
            made = workers.await(job);
            CurrentSpan.get().addEvent("image made");
        } finally {
            if (!job.succeeded()) {
                job.whenEnded(() -> delete(job.target()));
            }
        }
        return new Rendition(made.format(), content(making, image, made.format(), job.target(), made.sha256()));
    }

    /**
     * Copies the image and starts a job. Its permit and its source are released when the work ends, which may be after the
     * caller has stopped waiting.
     */
    private RenditionJob started(Making making, ImageMetadata image, ImageFormat imageFormat, long cost)
            throws IOException {
        RenditionLimiter.Permit permit = limiter.acquire(cost);
        CurrentSpan.get().addEvent("permit acquired");
        Path source = null;
        Path target = null;
        try {
            Files.createDirectories(spool);
            source = Files.createTempFile(spool, "rendition-", ".source");
            target = Files.createTempFile(
                    spool, "rendition-", "." + making.recipe().format().extension());
            fetch(making, image, source);
            long decoded = checked(decodedPixels(image, source));
            permit.extend(decoded - cost);
            permit.acquireWorker();
            CurrentSpan.get().addEvent("worker acquired");
            RenditionJob job = workers.start(new Job(imageFormat, decoded, making.recipe()), source, target);
            Path used = source;
            job.whenEnded(() -> {
                delete(used);
                permit.release();
            });
            return job;
        } catch (IOException | RuntimeException e) {
            permit.release();
            delete(source);
            delete(target);
            throw e;
        }
    }

    private long checked(long pixels) {
        if (pixels > limits.pixels()) {
            throw new RenditionException.TooManyPixels(pixels, limits.pixels());
        }
        return pixels;
    }

    /** Inspects the image again, because it may have been stored by a version that checked less. */
    private long decodedPixels(ImageMetadata image, Path source) throws IOException {
        try {
            return probe.probe(source).pixels();
        } catch (ImageException _) {
            throw new RenditionException.Undecodable(image.mediaType());
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warnf("a spooled file is not removed: %s", e.getMessage());
        }
    }

    /** Copies the image and verifies its digest, so that no rendition of altered bytes is stored. */
    private void fetch(Making making, ImageMetadata image, Path source) throws IOException {
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

    /** Reads from the store, and reports failures as those of the store and not of the spool. */
    private static int read(ImageContent content, byte[] chunk) {
        try {
            return content.bytes().stream().read(chunk);
        } catch (IOException e) {
            throw new StorageException.Unavailable(
                    "read image " + content.image().id() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Stores the rendition and opens its file. The file is removed immediately if the operating system can remove an
     * open file, or else when it is closed.
     */
    private RenditionContent content(
            Making making, ImageMetadata image, RenditionFormat format, Path target, String sha256) throws IOException {
        keep(making, image, making.recipe().nameOf(format), target, sha256);
        long size = Files.size(target);
        return new RenditionContent(
                size,
                sha256,
                false,
                StoredContent.of(Files.newInputStream(target, StandardOpenOption.DELETE_ON_CLOSE)));
    }

    /**
     * Stores the rendition, unless the image has many: a caller can request millions. If that fails, the caller still
     * receives it, and a later request makes it again.
     */
    private void keep(Making making, ImageMetadata image, RenditionName name, Path target, String sha256) {
        try {
            if (!making.isPreset() && store.countRenditions(making.library(), making.id()) >= MAX_KEPT) {
                return;
            }
            store.putRendition(making.library(), image, name, target, sha256);
        } catch (StorageException e) {
            LOG.warnf("a rendition is not kept, imageId=%s: %s", image.id(), e.getMessage());
        }
    }
}
