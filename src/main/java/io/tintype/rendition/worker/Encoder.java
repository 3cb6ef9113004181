package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.ffi.vips.VipsPixels.Bitmap;
import io.tintype.ffi.vips.VipsSavers.Buffer;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.Decoder.Sink;
import io.tintype.storage.RenditionFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Encodes a rendition in the format of its recipe. */
final class Encoder {

    /** Number of bands of colours. A fourth one contains transparency. */
    private static final int COLOURS = 3;

    private static final double OPAQUE = 255;

    /** With this effort, {@link Recipe#MAX_QUICK_AVIF_PIXELS} take about a second. */
    private static final int EFFORT = 2;

    private static final int LESS_EFFORT = 1;

    private final Vips vips;
    private final Arena arena;

    Encoder(Vips vips, Arena arena) {
        this.vips = vips;
        this.arena = arena;
    }

    void encode(Bitmap bitmap, Recipe recipe, Sink sink) throws IOException {
        boolean hasAlpha = vips.operations().bands(bitmap.image()) > COLOURS;
        if (hasAlpha && vips.operations().minOfLastBand(arena, bitmap.image()) == OPAQUE) {
            long opaque = vips.operations().extractBands(arena, bitmap.image(), COLOURS);
            try {
                encode(opaque, recipe, recipe.format(), sink);
            } finally {
                vips.release(opaque);
            }
            return;
        }
        encode(bitmap.image(), recipe, hasAlpha && recipe.pngForAlpha() ? RenditionFormat.PNG : recipe.format(), sink);
    }

    private void encode(long image, Recipe recipe, RenditionFormat format, Sink sink) throws IOException {
        try (Buffer rendition = encoded(image, recipe.quality(), format)) {
            ByteBuffer bytes = rendition.bytes();
            sink.accept(format, format == RenditionFormat.WEBP ? WebpChunks.keepPixels(bytes) : bytes);
        }
    }

    private Buffer encoded(long image, int quality, RenditionFormat format) {
        return switch (format) {
            case AVIF -> vips.savers().avif(arena, image, quality, effort(image));
            case WEBP -> vips.savers().webp(arena, image, quality);
            case JPEG -> vips.savers().jpeg(arena, image, quality);
            case PNG -> vips.savers().png(arena, image);
        };
    }

    private int effort(long image) {
        return (long) vips.width(image) * vips.height(image) <= Recipe.MAX_QUICK_AVIF_PIXELS ? EFFORT : LESS_EFFORT;
    }
}
