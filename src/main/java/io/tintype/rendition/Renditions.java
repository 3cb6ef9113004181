package io.tintype.rendition;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tintype.image.ImageException;
import io.tintype.image.ImageFormat;
import io.tintype.image.ImageProbe;
import io.tintype.image.Images;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.rendition.recipe.RecipeParser;
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
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Returns renditions of the images of a library. Makes each one at the first request, and then keeps it in the store.
 * The metric {@code tintype.rendition} records how long that took and its outcome: {@code made}, {@code rejected} or
 * {@code failed}.
 */
@Singleton
public class Renditions {

    private static final Logger LOG = Logger.getLogger(Renditions.class);
    private static final Duration FAILURE_IS_REMEMBERED = Duration.ofMinutes(5);
    private static final int MAX_FAILURES = 10_000;
    private static final int CHUNK = 64 * 1024;

    /** Maximum number of renditions of an image that are kept, besides those of presets. */
    private static final int MAX_KEPT = 250;

    /** An encoder needs about a second for as many pixels of AVIF. */
    private static final long MAX_AVIF_PIXELS = 2_000_000;

    /** Encoders of AVIF and WebP need as many times more memory for a pixel than decoders. */
    private static final int ENCODER_WEIGHT = 5;

    private final ImageStore store;
    private final Images images;
    private final WorkerPool workers;
    private final RenditionLimits limits;
    private final MeterRegistry registry;
    private final Path spool;
    private final RenditionLimiter limiter;
    private final RecipeParser parser;
    private final ImageProbe probe = new ImageProbe();
    private final Map<Making, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final Cache<Object, RenditionException> failures = Caffeine.newBuilder()
            .maximumSize(MAX_FAILURES)
            .expireAfterWrite(FAILURE_IS_REMEMBERED)
            .build();

    Renditions(
            ImageStore store,
            Images images,
            WorkerPool workers,
            RenditionLimits limits,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.http.body.uploads-directory") String spool) {
        this.store = store;
        this.images = images;
        this.workers = workers;
        this.limits = limits;
        this.registry = registry;
        this.spool = FolderSetting.path(FolderSetting.SPOOL, spool);
        parser = new RecipeParser(limits.sizes());
        limiter = new RenditionLimiter(limits.pixels(), WorkerPool.size());
    }

    /**
     * Returns the parameters of a preset.
     *
     * @throws RenditionException.UnknownPreset if there is no such preset
     */
    public RecipeParameters preset(String name) {
        RecipeParameters preset = limits.presets().get(name);
        if (preset == null) {
            throw new RenditionException.UnknownPreset(
                    name, limits.presets().keySet().stream().sorted().toList());
        }
        return preset;
    }

    /** Returns the parser of the parameters that a request may have. */
    public RecipeParser parser() {
        return parser;
    }

    /**
     * Returns a rendition of an image. The caller closes it.
     *
     * @param formats the formats that the caller accepts, in order of preference. AVIF is made of small renditions
     *     only, unless it is the only format
     * @throws io.tintype.image.ImageException.NotFound if the library has no such image
     * @throws RenditionException if it cannot be made
     * @throws StorageException.Altered if the image's bytes are no longer those that were stored
     * @throws StorageException if the image cannot be read; a rendition that cannot be stored is only logged as a
     *     warning
     */
    public Rendition open(Library library, UUID id, RecipeParameters parameters, List<RenditionFormat> formats) {
        List<Recipe> recipes = parameters.recipes(formats);
        boolean isPreset = limits.presets().containsValue(parameters);
        Making preferred = new Making(library, id, recipes.getFirst(), isPreset);
        Optional<Rendition> kept = kept(preferred);
        if (kept.isPresent()) {
            return kept.get();
        }
        if (recipes.size() == 1) {
            return madeOnce(preferred);
        }
        ImageMetadata image = images.describe(library, id);
        if (preferred.recipe().maxPixels(image.width(), image.height()) <= MAX_AVIF_PIXELS
                && workers.formats().contains(RenditionFormat.AVIF)) {
            return madeOnce(preferred);
        }
        Making other = new Making(library, id, recipes.get(1), isPreset);
        return kept(other).orElseGet(() -> madeOnce(other));
    }

    private Optional<Rendition> kept(Making making) {
        Optional<Rendition> kept = kept(making, making.recipe().format());
        return kept.isEmpty() && making.recipe().pngForAlpha() ? kept(making, RenditionFormat.PNG) : kept;
    }

    private Optional<Rendition> kept(Making making, RenditionFormat format) {
        return store.openRendition(
                        making.library(), making.id(), making.recipe().nameOf(format))
                .map(content -> new Rendition(format, content));
    }

    private record Making(Library library, UUID id, Recipe recipe, boolean isPreset) {

        ImageKey image() {
            return new ImageKey(library, id);
        }
    }

    private record ImageKey(Library library, UUID id) {}

    /**
     * Makes a rendition that the store does not contain. Concurrent requests for it wait and have the same outcome, but
     * make the rendition again if it could not be stored. An image that cannot be decoded, and a rendition that takes too
     * long, are remembered for a while.
     */
    private Rendition madeOnce(Making making) {
        RenditionException failure = Stream.of(making.image(), making)
                .map(failures::getIfPresent)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (failure != null) {
            images.describe(making.library(), making.id()); // throws if the image has been deleted
            throw failure;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = underWay.putIfAbsent(making, mine);
        if (others != null) {
            await(others);
            return kept(making).orElseGet(() -> timed(making));
        }
        try {
            Rendition rendition = timed(making);
            mine.complete(null);
            return rendition;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(making, mine);
            mine.cancel(false); // after an Error, so that other requests do not wait
        }
    }

    private static void await(CompletableFuture<Void> others) {
        try {
            others.get(RenditionLimiter.MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RenditionException.Busy();
        } catch (TimeoutException | CancellationException _) {
            throw new RenditionException.Busy();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private Rendition timed(Making making) {
        ImageMetadata image = images.describe(making.library(), making.id());
        if (workers.version().isEmpty()) {
            throw new RenditionException.Unavailable();
        }
        if (!workers.formats().contains(making.recipe().format())) {
            throw new RenditionException.UnsupportedFormat(making.recipe().format());
        }
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            Rendition rendition = make(making, image);
            outcome = "made";
            return rendition;
        } catch (RenditionException.Undecodable e) {
            outcome = "rejected";
            failures.put(making.image(), e);
            throw e;
        } catch (RenditionException e) {
            outcome = "rejected";
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start.stop(registry.timer("tintype.rendition", "outcome", outcome));
        }
    }

    private Rendition make(Making making, ImageMetadata image) throws IOException {
        ImageFormat imageFormat = ImageFormat.of(image.mediaType())
                .orElseThrow(() -> new RenditionException.Undecodable(image.mediaType()));
        long pixels = checked((long) image.width() * image.height());
        long encoded = ENCODER_WEIGHT * making.recipe().maxPixels(image.width(), image.height());
        RenditionJob job = started(making, image, imageFormat, Math.max(pixels, Math.min(encoded, limits.pixels())));
        MadeRendition made;
        try {
            made = workers.await(job);
        } catch (RenditionException.Busy e) {
            if (job.isStopped() && !Thread.currentThread().isInterrupted()) {
                failures.put(making, e); // it took too long, and would again
            }
            throw e;
        } finally {
            if (!job.succeeded()) {
                job.whenEnded(() -> delete(job.target()));
            }
        }
        return new Rendition(made.format(), content(making, image, made.format(), job.target(), made.sha256()));
    }

    /**
     * Starts a job. Its permit and its source are released when the work ends, which may be after the caller has
     * stopped waiting.
     */
    private RenditionJob started(Making making, ImageMetadata image, ImageFormat imageFormat, long cost)
            throws IOException {
        RenditionLimiter.Permit permit = limiter.acquire(cost);
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
                size, sha256, StoredContent.of(Files.newInputStream(target, StandardOpenOption.DELETE_ON_CLOSE)));
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
