package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.ffi.vips.Vips.FailOn;
import io.tintype.ffi.vips.VipsOperations;
import io.tintype.ffi.vips.VipsPixels.Bitmap;
import io.tintype.image.GifFrame;
import io.tintype.image.HeifAlpha;
import io.tintype.image.ImageFormat;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.Framing.Area;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** The pixels of one rendition: scaled, cropped, upright, in sRGB. */
final class Thumbnail {

    /**
     * Number of colour bands of CMYK. libvips 8.14 would apply its own profile when it makes the thumbnail of a CMYK
     * image.
     */
    private static final int INKS = 4;

    private final Vips vips;
    private final Profiles profiles;
    private final ImageFormat imageFormat;
    private final long pixels;
    private final Path source;
    private final Recipe recipe;
    private final Arena arena;

    /** @param arena must stay open until the pixels are closed */
    Thumbnail(Vips vips, Profiles profiles, Job job, Path source, Arena arena) {
        this.vips = vips;
        this.profiles = profiles;
        this.imageFormat = job.image();
        this.pixels = job.pixels();
        this.source = source;
        this.recipe = job.recipe();
        this.arena = arena;
    }

    /**
     * Decodes the image. If that fails for a JPEG, appends an end marker and decodes it again, because browsers show a
     * JPEG that lacks only this marker. The second attempt also fails on warnings, because libvips reports other
     * missing data of a JPEG with an end marker only as a warning.
     */
    Bitmap make() throws IOException {
        DecoderInput.prepare(imageFormat, source);
        if (imageFormat == ImageFormat.BMP) {
            try (Bitmap bitmap = BmpDecoder.decode(vips.pixels(), arena, source, pixels)) {
                return computed(bitmap.image(), framing(bitmap.image()), FailOn.ERROR);
            }
        }
        try {
            return loaded(FailOn.ERROR);
        } catch (UndecodableException e) {
            if (imageFormat != ImageFormat.JPEG) {
                throw e;
            }
            DecoderInput.appendEndOfImage(source);
            return loaded(FailOn.WARNING);
        }
    }

    private Bitmap loaded(FailOn failOn) throws IOException {
        long image = opened(failOn, 1);
        try {
            check(image);
            if (vips.operations().hasAlpha(image) && isHeif() && HeifAlpha.isPremultiplied(source)) {
                return unpremultiplied(image, failOn);
            }
            Framing framing = framing(image);
            int reduction =
                    imageFormat == ImageFormat.JPEG ? framing.reduction(vips.width(image), vips.height(image)) : 1;
            return reduction > 1 ? reduced(framing, failOn, reduction) : computed(image, framing, failOn);
        } finally {
            vips.release(image);
        }
    }

    /** Lets the decoder of JPEG reduce the image, which leaves less to decode and to scale. */
    private Bitmap reduced(Framing framing, FailOn failOn, int reduction) throws IOException {
        long image = opened(failOn, reduction);
        try {
            return computed(image, framing, failOn);
        } finally {
            vips.release(image);
        }
    }

    private long opened(FailOn failOn, int reduction) {
        return present(vips.load(arena, source.toString(), failOn, reduction));
    }

    private boolean isHeif() {
        return imageFormat == ImageFormat.AVIF || imageFormat == ImageFormat.HEIC;
    }

    private Bitmap unpremultiplied(long image, FailOn failOn) throws IOException {
        long straight = present(vips.operations().unpremultiply(arena, image));
        try {
            return computed(straight, framing(straight), failOn);
        } finally {
            vips.release(straight);
        }
    }

    /** Ensures that libvips reads no more pixels from the header than ImageProbe did, and knows their colours. */
    private void check(long image) {
        if ((long) vips.width(image) * vips.height(image) > pixels) {
            throw new UndecodableException("more pixels than announced");
        }
        if (!vips.operations().hasUsualSamples(image)) {
            throw new UndecodableException("samples of an unusual type");
        }
    }

    private Bitmap computed(long image, Framing framing, FailOn failOn) throws IOException {
        int orientation = vips.orientation(image);
        long framed = framed(image, framing, failOn);
        long upright = orientation == 1
                ? framed
                : releasing(releasing(framed, vips::copyToMemory), turned -> vips.autorotate(arena, turned));
        long srgb = releasing(upright, this::toSrgb);
        try {
            Bitmap bitmap = vips.pixels().compute(arena, srgb);
            if (bitmap == null) {
                throw new UndecodableException(vips.takeErrors());
            }
            return bitmap;
        } finally {
            vips.release(srgb);
        }
    }

    private long framed(long image, Framing framing, FailOn failOn) throws IOException {
        Optional<GifFrame> frame = imageFormat == ImageFormat.GIF ? GifFrame.first(source) : Optional.empty();
        if (frame.isPresent() && isPartly(frame.get(), image)) {
            long screen = present(onScreen(image, frame.get()));
            return releasing(screen, whole -> framedOf(whole, framing(whole), false));
        }
        VipsOperations operations = vips.operations();
        if (operations.isFloatGrey(image)) {
            return releasing(operations.floatGreyToRgb(arena, image), rgb -> framedOf(rgb, framing, false));
        }
        int colours = operations.colourBands(image);
        if (operations.bands(image) > colours + 1) {
            return releasing(
                    operations.extractBands(arena, image, colours),
                    visible -> framedOf(visible, framing, profiles.isUsable(arena, visible)));
        }
        boolean byProfile = profiles.isUsable(arena, image);
        if (byProfile && colours == INKS) {
            return releasing(operations.transform(arena, image), srgb -> framedOf(srgb, framing, false));
        }
        if (imageFormat == ImageFormat.WEBP && framing.whole()) {
            // libvips lets the decoder reduce the image if it opens the file itself
            long scaled = vips.thumbnail(arena, source.toString(), framing.scaled(), failOn, byProfile);
            return releasing(scaled, all -> kept(all, framing));
        }
        return framedOf(image, framing, byProfile);
    }

    private Framing framing(long image) {
        return Framing.of(recipe, vips.width(image), vips.height(image), vips.orientation(image));
    }

    private long framedOf(long image, Framing framing, boolean byProfile) {
        Area source = framing.source();
        if (framing.whole()) {
            return releasing(
                    vips.thumbnailOf(arena, image, framing.scaled(), byProfile), scaled -> kept(scaled, framing));
        }
        long part = framing.attention()
                ? releasing(vips.copyToMemory(image), all -> attention(all, source))
                : vips.operations()
                        .extractArea(arena, image, source.left(), source.top(), source.width(), source.height());
        long scaled = releasing(part, visible -> vips.thumbnailOf(arena, visible, framing.scaled(), byProfile));
        return releasing(scaled, all -> kept(all, framing));
    }

    /** Crops the scaled image. Takes no more than there is, in case libvips rounds differently. */
    private long kept(long scaled, Framing framing) {
        Area kept = framing.kept();
        boolean isAll = kept.width() == vips.width(scaled) && kept.height() == vips.height(scaled);
        if (framing.attention() && !isAll) {
            return releasing(vips.copyToMemory(scaled), all -> attention(all, kept));
        }
        int width = Math.min(kept.width(), vips.width(scaled));
        int height = Math.min(kept.height(), vips.height(scaled));
        int left = Math.min(kept.left(), vips.width(scaled) - width);
        int top = Math.min(kept.top(), vips.height(scaled) - height);
        return vips.operations().extractArea(arena, scaled, left, top, width, height);
    }

    private long attention(long image, Area area) {
        return vips.operations().attention(arena, image, new Vips.Size(area.width(), area.height()));
    }

    /**
     * Returns whether libvips would show black outside of the frame, or would use another screen size. libvips ignores
     * some screen sizes, such as 640 by 480, because it assumes that they are those of the author's display.
     */
    private boolean isPartly(GifFrame frame, long image) {
        boolean sameScreen = vips.width(image) == frame.screenWidth() && vips.height(image) == frame.screenHeight();
        return !sameScreen || !frame.coversScreen() && !vips.operations().hasAlpha(image);
    }

    private long onScreen(long image, GifFrame frame) {
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

    private long toSrgb(long image) {
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
