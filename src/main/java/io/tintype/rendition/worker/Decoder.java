package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.image.ImageFormat;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Makes renditions by libvips, which it loads and starts once in a process. */
final class Decoder {

    /** The readers that libvips counts as fit for untrusted files. BMP has none: ImageMagick would read it. */
    private static final Map<ImageFormat, String> LOADERS = Map.of(
            ImageFormat.JPEG, "VipsForeignLoadJpeg",
            ImageFormat.PNG, "VipsForeignLoadPng",
            ImageFormat.GIF, "VipsForeignLoadNsgif",
            ImageFormat.WEBP, "VipsForeignLoadWebp",
            ImageFormat.TIFF, "VipsForeignLoadTiff",
            ImageFormat.HEIC, "VipsForeignLoadHeif",
            ImageFormat.AVIF, "VipsForeignLoadHeif");

    private final Vips vips;

    /**
     * Loads libvips.
     *
     * @throws IllegalArgumentException if it is missing
     * @throws java.util.NoSuchElementException if it is older than 8.13
     */
    Decoder(String library) {
        vips = new Vips(library);
        if (!vips.start(LOADERS.values())) {
            throw new IllegalStateException(vips.takeErrors());
        }
    }

    String version() {
        return vips.version();
    }

    /** Receives a rendition, whose bytes are valid until it returns. */
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer rendition) throws IOException;
    }

    /**
     * Makes a rendition of the worker's source, which is altered.
     *
     * @throws UndecodableException if the image cannot be decoded
     */
    void make(Job job, Sink sink) throws IOException {
        if (!LOADERS.containsKey(job.image())) {
            throw new UndecodableException("no loader");
        }
        new Thumbnail(vips, job, Path.of(".", WorkerProtocol.SOURCE)).make(sink);
    }
}
