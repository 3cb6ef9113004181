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

/** Makes one rendition: upright, in sRGB, without metadata, and no larger than a square. */
final class Thumbnail {

    private static final int QUALITY = 80;

    /**
     * Number of colour bands of CMYK. libvips 8.14 would apply its own profile when it makes the thumbnail of a CMYK
     * image.
     */
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
            vips.takeErrors(); // also after success: libvips records errors that it tolerated
        }
    }

    /**
     * Decodes the image. If that fails for a JPEG, appends an end marker and decodes it again, because browsers show a
     * JPEG that lacks only this marker. The second attempt also fails on warnings, because libvips reports other
     * missing data of a JPEG with an end marker only as a warning.
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

    /** Ensures that libvips reads no more pixels from the header than ImageProbe did. */
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
     * Returns whether libvips would show black outside of the frame, or would use another screen size. libvips ignores
     * some screen sizes, such as 640 by 480, because it assumes that they are those of the author's display.
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

    /**
     * Returns whether the image has a usable profile. Like browsers, ignores a damaged profile and one for another
     * colour space.
     */
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
