package io.tintype.rendition;

import io.tintype.ffi.vips.Vips;
import io.tintype.image.ImageFormat;
import io.tintype.storage.RenditionFormat;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Makes renditions by libvips, where it is installed.
 *
 * <p>The work is done by a few platform threads: a foreign call would hold the carrier of a virtual thread. It may take
 * 20 seconds. Then the caller is told, and libvips is told to stop; it does so between two parts of the image, and
 * until then it keeps its thread.
 */
@Singleton
class VipsEngine {

    /** For people: what to install. */
    static final String PACKAGES = "libvips42 (Debian), libvips42t64 (Ubuntu) or vips (Fedora)";

    private static final Logger LOG = Logger.getLogger(VipsEngine.class);
    private static final Duration MAX_TIME = Duration.ofSeconds(20);
    private static final int MIN_THREADS = 2; // one is for small images
    private static final int MAX_THREADS = 4;

    /** The readers that libvips counts as fit for strangers' files. BMP has none: ImageMagick would read it. */
    private static final Map<String, String> LOADERS = Map.of(
            ImageFormat.JPEG.mediaType(), "VipsForeignLoadJpeg",
            ImageFormat.PNG.mediaType(), "VipsForeignLoadPng",
            ImageFormat.GIF.mediaType(), "VipsForeignLoadNsgif",
            ImageFormat.WEBP.mediaType(), "VipsForeignLoadWebp",
            ImageFormat.TIFF.mediaType(), "VipsForeignLoadTiff",
            ImageFormat.HEIC.mediaType(), "VipsForeignLoadHeif",
            ImageFormat.AVIF.mediaType(), "VipsForeignLoadHeif");

    private final String library;
    private final Duration mostTime;
    private final ExecutorService threads;
    private Optional<Vips> loaded;
    private boolean started;

    @Inject
    VipsEngine(RenditionLimits limits) {
        this(limits.library(), MAX_TIME);
    }

    VipsEngine(String library, Duration mostTime) {
        this.library = library;
        this.mostTime = mostTime;
        threads = Executors.newFixedThreadPool(
                threads(), Thread.ofPlatform().name("rendition-", 1).daemon().factory());
    }

    /** How many renditions can be made at the same time. */
    static int threads() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), MIN_THREADS, MAX_THREADS);
    }

    /** Returns the version of libvips, or empty if it is missing or unsuitable. Loads it, but does not start it. */
    synchronized Optional<String> version() {
        if (loaded == null) {
            loaded = load(library);
        }
        return loaded.map(Vips::version);
    }

    /**
     * Ensures that there are renditions of a format.
     *
     * @throws RenditionException.UnsupportedFormat if there are none
     */
    void checkSupported(String mediaType) {
        if (!LOADERS.containsKey(mediaType)) {
            throw new RenditionException.UnsupportedFormat(mediaType);
        }
    }

    /**
     * Starts to make a rendition of an image.
     *
     * @param mediaType the image's
     * @param pixels that it may have; what its header says to libvips counts
     * @param source the image, which is altered
     * @param target is written
     */
    VipsJob start(String mediaType, long pixels, Path source, int size, RenditionFormat format, Path target) {
        checkSupported(mediaType);
        VipsJob job = new VipsJob(vips(), mediaType, pixels, source, size, format, target);
        threads.execute(job);
        return job;
    }

    /**
     * Waits until a rendition is made.
     *
     * @throws RenditionException.Busy if that takes too long; the job is told to stop, and may go on
     * @throws RenditionException if it cannot be made
     */
    void await(VipsJob job) {
        try {
            job.await(mostTime);
        } catch (TimeoutException _) {
            job.stop();
            LOG.warnf("a rendition was not made within %d s", mostTime.toSeconds());
            throw new RenditionException.Busy();
        } catch (InterruptedException _) {
            job.stop();
            Thread.currentThread().interrupt();
            throw new RenditionException.Busy();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    private synchronized Vips vips() {
        version();
        Vips vips = loaded.orElseThrow(RenditionException.Unavailable::new);
        if (!started) {
            started = vips.start(LOADERS.values());
            if (!started) {
                LOG.errorf("libvips does not start: %s", vips.takeErrors());
                loaded = Optional.empty();
                throw new RenditionException.Unavailable();
            }
        }
        return vips;
    }

    private static Optional<Vips> load(String library) {
        if (library.equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Vips(library));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        } catch (NoSuchElementException _) {
            LOG.warnf("%s is older than libvips 8.13, and not used", library);
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("libvips cannot be used", e); // images are served all the same
            return Optional.empty();
        }
    }
}
