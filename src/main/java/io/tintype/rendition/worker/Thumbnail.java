package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.ffi.vips.Vips.FailOn;
import io.tintype.ffi.vips.VipsOperations;
import io.tintype.image.GifFrame;
import io.tintype.image.ImageFormat;
import io.tintype.rendition.worker.Decoder.Sink;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.storage.RenditionFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** One rendition: upright, in sRGB, without metadata, and no larger than a square. */
final class Thumbnail {

    private static final int QUALITY = 80;

    /** Colour bands of CMYK. libvips 8.14 makes thumbnails of those by a profile of its own. */
    private static final int INKS = 4;

    private final Vips vips;
    private final ImageFormat imageFormat;
    private final long pixels;
    private final Path source;
    private final int size;
    private final RenditionFormat format;

    Thumbnail(Vips vips, Job job, Path source) {
        this.vips = vips;
        this.imageFormat = job.image();
        this.pixels = job.pixels();
        this.source = source;
        this.size = job.size();
        this.format = job.format();
    }

    void make(Sink sink) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            DecoderInput.prepare(imageFormat, source);
            long small = decode(arena);
            long upright = releasing(small, image -> vips.autorotate(arena, image));
            long srgb = releasing(upright, image -> toSrgb(arena, image));
            long bare = releasing(srgb, image -> vips.pixelsOf(arena, image));
            save(arena, bare, sink);
        } finally {
            vips.takeErrors(); // after successes too: libvips notes what it overcame
        }
    }

    /**
     * Decodes a JPEG once more that may lack only its end marker: browsers show it. Then nothing else may be wrong with
     * it, for with an end put to it libvips takes what else is missing for damage that it can overcome.
     */
    private long decode(Arena arena) throws IOException {
        try {
            return small(arena, FailOn.ERROR);
        } catch (UndecodableException e) {
            if (imageFormat != ImageFormat.JPEG) {
                throw e;
            }
            DecoderInput.appendEndOfImage(source);
            return small(arena, FailOn.WARNING);
        }
    }

    private long small(Arena arena, FailOn failOn) throws IOException {
        long image = present(vips.load(arena, source.toString(), failOn));
        long lazy;
        try {
            checkSize(image);
            lazy = present(thumbnail(arena, image, failOn));
        } finally {
            vips.release(image);
        }
        return releasing(lazy, vips::copyToMemory);
    }

    /** Ensures that libvips has read the header as ImageProbe did. */
    private void checkSize(long image) {
        if ((long) vips.width(image) * vips.height(image) > pixels) {
            throw new UndecodableException("more pixels than announced");
        }
    }

    private long thumbnail(Arena arena, long image, FailOn failOn) throws IOException {
        VipsOperations operations = vips.operations();
        Optional<GifFrame> frame = imageFormat == ImageFormat.GIF ? GifFrame.first(source) : Optional.empty();
        if (frame.isPresent() && isPartly(frame.get(), image)) {
            return releasing(
                    onScreen(arena, image, frame.get()), screen -> vips.thumbnailOf(arena, screen, size, false));
        }
        int colours = operations.colourBands(image);
        if (operations.bands(image) > colours + 1) {
            return releasing(
                    operations.extractBands(arena, image, colours),
                    visible -> vips.thumbnailOf(arena, visible, size, hasUsableProfile(arena, visible)));
        }
        boolean byProfile = hasUsableProfile(arena, image);
        if (byProfile && colours == INKS) {
            return releasing(operations.transform(arena, image), srgb -> vips.thumbnailOf(arena, srgb, size, false));
        }
        return vips.thumbnail(arena, source.toString(), size, failOn, byProfile);
    }

    /**
     * Tells whether libvips would show black where the screen has no frame, or another screen: it takes some sizes, 640
     * by 480 among them, for those of the author's display.
     */
    private boolean isPartly(GifFrame frame, long image) {
        boolean sameScreen = vips.width(image) == frame.screenWidth() && vips.height(image) == frame.screenHeight();
        return !sameScreen || !frame.coversScreen() && !vips.operations().hasAlpha(image);
    }

    private long onScreen(Arena arena, long image, GifFrame frame) {
        VipsOperations operations = vips.operations();
        long visible =
                present(operations.extractArea(arena, image, frame.left(), frame.top(), frame.width(), frame.height()));
        long transparent = operations.hasAlpha(visible)
                ? visible
                : releasing(visible, opaque -> operations.addAlpha(arena, opaque));
        return releasing(
                transparent,
                part -> operations.embed(
                        arena, part, frame.left(), frame.top(), frame.screenWidth(), frame.screenHeight()));
    }

    /** As browsers do, ignores a profile of other colours than the image has, and a damaged one. */
    private boolean hasUsableProfile(Arena arena, long image) {
        VipsOperations operations = vips.operations();
        if (!operations.profileFits(arena, image)) {
            return false;
        }
        long transformed = operations.transform(arena, image);
        if (transformed == 0) {
            return false;
        }
        vips.release(transformed);
        return true;
    }

    private long toSrgb(Arena arena, long image) {
        VipsOperations operations = vips.operations();
        boolean byProfile = operations.isGreyWithRgbProfile(arena, image);
        long srgb = vips.toSrgb(arena, image);
        long transformed = srgb != 0 && byProfile ? operations.transform(arena, srgb) : 0;
        if (transformed == 0) {
            return srgb;
        }
        vips.release(srgb);
        return transformed;
    }

    private void save(Arena arena, long image, Sink sink) throws IOException {
        try (Vips.Buffer rendition = format == RenditionFormat.WEBP
                ? vips.saveWebp(arena, image, QUALITY)
                : vips.saveJpeg(arena, image, QUALITY)) {
            sink.accept(rendition.bytes());
        } finally {
            vips.release(image);
        }
    }

    private long releasing(long image, LongUnaryOperator step) {
        present(image);
        try {
            return present(step.applyAsLong(image));
        } finally {
            vips.release(image);
        }
    }

    private long present(long image) {
        if (image == 0) {
            throw new UndecodableException(vips.takeErrors());
        }
        return image;
    }
}
