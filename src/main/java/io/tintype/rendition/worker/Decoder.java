package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.image.ImageFormat;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Makes renditions with libvips, which a process loads and starts only once. */
final class Decoder {

    /**
     * The loaders that libvips considers safe for untrusted files. BMP has no such loader: libvips reads it with
     * ImageMagick.
     */
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

    /** Receives a rendition, whose bytes are valid until the method returns. */
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer rendition) throws IOException;
    }

    /**
     * Makes a rendition of the worker's source file, which may be altered.
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
