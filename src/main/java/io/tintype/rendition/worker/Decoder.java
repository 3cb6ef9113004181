package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.ffi.vips.VipsPixels.Bitmap;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.storage.RenditionFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes renditions with libvips, which a process loads and starts only once. */
final class Decoder {

    /**
     * The loaders that libvips considers safe for untrusted files. BMP has no such loader: libvips reads it with
     * ImageMagick, and {@link BmpDecoder} reads it here.
     */
    private static final List<String> LOADERS = List.of(
            "VipsForeignLoadJpeg",
            "VipsForeignLoadPng",
            "VipsForeignLoadNsgif",
            "VipsForeignLoadWebp",
            "VipsForeignLoadTiff",
            "VipsForeignLoadHeif");

    /** HEIC and AVIF. */
    private static final String MODULE = "heif";

    private final Vips vips;
    private final Profiles profiles;

    /**
     * Loads libvips.
     *
     * @throws IllegalArgumentException if it is missing
     * @throws java.util.NoSuchElementException if it is older than 8.13
     */
    Decoder(String library) {
        vips = new Vips(library);
        if (!vips.start(MODULE, LOADERS)) {
            throw new IllegalStateException(vips.takeErrors());
        }
        profiles = new Profiles(vips);
    }

    String version() {
        return vips.version();
    }

    /** Returns the formats that this libvips can encode. */
    Set<RenditionFormat> formats() {
        Set<RenditionFormat> formats = EnumSet.allOf(RenditionFormat.class);
        if (!vips.savers().hasAvif()) {
            formats.remove(RenditionFormat.AVIF);
        }
        return formats;
    }

    /** Receives a rendition, whose bytes are valid until the method returns. */
    @FunctionalInterface
    interface Sink {
        void accept(RenditionFormat format, ByteBuffer rendition) throws IOException;
    }

    /**
     * Makes a rendition of the worker's source file, which may be altered.
     *
     * @throws UndecodableException if the image cannot be decoded
     */
    void make(Job job, Sink sink) throws IOException {
        Path source = Path.of(".", WorkerProtocol.SOURCE);
        try (Arena arena = Arena.ofConfined();
                Bitmap bitmap = new Thumbnail(vips, profiles, job, source, arena).make()) {
            new Encoder(vips, arena).encode(bitmap, job.recipe(), sink);
        } finally {
            vips.takeErrors(); // also after success: libvips records errors that it tolerated
        }
    }
}
