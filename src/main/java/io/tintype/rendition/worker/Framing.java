package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips.Size;
import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Focus;
import io.tintype.rendition.recipe.Recipe;

/**
 * How an image is scaled and cropped for a recipe. All numbers are in the axes of the stored image, before it is turned
 * upright.
 *
 * @param whole whether the source is all of the image
 * @param source the part that is scaled: all of the image, unless it is enlarged
 * @param scaled the size that the source is scaled to
 * @param kept the part of the scaled source that the rendition shows
 * @param attention whether libvips chooses where the kept part is
 */
record Framing(boolean whole, Area source, Size scaled, Area kept, boolean attention) {

    /** Pixels around the visible source that have an influence on its edges when they are enlarged. */
    private static final int MARGIN = 3;

    /** The first EXIF orientation that swaps width and height. */
    private static final int SWAPPING = 5;

    /** Reductions that decoders of JPEG offer. */
    private static final int[] REDUCTIONS = {8, 4, 2};

    /** A part of an image, in pixels. */
    record Area(int left, int top, int width, int height) {}

    /** The same along one axis. */
    private record Range(int start, int length, int scaled, int keptStart) {}

    /**
     * Computes the framing.
     *
     * @param width of the stored image, in pixels
     * @param height of the stored image, in pixels
     * @param orientation EXIF orientation, 1 to 8
     */
    static Framing of(Recipe recipe, int width, int height, int orientation) {
        int boxWidth = recipe.width() == 0 ? Recipe.MAX_SIDE : recipe.width();
        int boxHeight = recipe.height() == 0 ? Recipe.MAX_SIDE : recipe.height();
        Size box = orientation < SWAPPING ? new Size(boxWidth, boxHeight) : new Size(boxHeight, boxWidth);
        double horizontal = (double) box.width() / width;
        double vertical = (double) box.height() / height;
        if (recipe.fit() == Fit.CONTAIN) {
            return contain(width, height, Math.min(1, Math.min(horizontal, vertical)));
        }
        double scale = Math.max(horizontal, vertical);
        if (recipe.focus().kind() == Focus.Kind.ATTENTION) {
            return attention(width, height, box, scale);
        }
        double[] focus = stored(recipe.focus(), orientation);
        Range columns = cover(width, box.width(), scale, focus[0]);
        Range rows = cover(height, box.height(), scale, focus[1]);
        return new Framing(
                columns.length() == width && rows.length() == height,
                new Area(columns.start(), rows.start(), columns.length(), rows.length()),
                new Size(columns.scaled(), rows.scaled()),
                new Area(columns.keptStart(), rows.keptStart(), box.width(), box.height()),
                false);
    }

    /** Returns by how much a decoder may reduce an image of this size, so that it is still no smaller than needed. */
    int reduction(int width, int height) {
        for (int by : REDUCTIONS) {
            if (whole && (long) scaled.width() * by <= width && (long) scaled.height() * by <= height) {
                return by;
            }
        }
        return 1;
    }

    private static Framing contain(int width, int height, double scale) {
        Size scaled = new Size(scaled(width, scale), scaled(height, scale));
        Area all = new Area(0, 0, scaled.width(), scaled.height());
        return new Framing(true, new Area(0, 0, width, height), scaled, all, false);
    }

    /** An image that is enlarged is cropped first: a long one would become too large. */
    private static Framing attention(int width, int height, Size box, double scale) {
        Area whole = new Area(0, 0, width, height);
        Area kept = new Area(0, 0, box.width(), box.height());
        if (scale > 1) {
            Area visible = new Area(
                    0,
                    0,
                    Math.min(width, scaled(box.width(), 1 / scale)),
                    Math.min(height, scaled(box.height(), 1 / scale)));
            return new Framing(false, visible, box, kept, true);
        }
        Size scaled =
                new Size(Math.max(box.width(), scaled(width, scale)), Math.max(box.height(), scaled(height, scale)));
        return new Framing(true, whole, scaled, kept, true);
    }

    private static Range cover(int side, int box, double scale, double focus) {
        int scaled = Math.max(box, (int) Math.min(Integer.MAX_VALUE, Math.round(side * scale)));
        int start = Math.clamp(Math.round(focus * scaled - box / 2.0), 0, scaled - box);
        if (scale <= 1) {
            return new Range(0, side, scaled, start);
        }
        int first = Math.max(0, (int) Math.floor(start / scale) - MARGIN);
        int end = Math.min(side, (int) Math.ceil((start + box) / scale) + MARGIN);
        int part = Math.max(box, scaled(end - first, scale));
        int keptStart = Math.clamp(Math.round(start - first * scale), 0, part - box);
        return new Range(first, end - first, part, keptStart);
    }

    private static int scaled(int side, double scale) {
        return (int) Math.max(1, Math.round(side * scale));
    }

    /** Returns the focus as fractions of the stored image's width and height (EXIF 2.32, 4.6.4, orientation). */
    private static double[] stored(Focus focus, int orientation) {
        double x = (double) focus.x() / Focus.MAX;
        double y = (double) focus.y() / Focus.MAX;
        return switch (orientation) {
            case 2 -> new double[] {1 - x, y};
            case 3 -> new double[] {1 - x, 1 - y};
            case 4 -> new double[] {x, 1 - y};
            case 5 -> new double[] {y, x};
            case 6 -> new double[] {y, 1 - x};
            case 7 -> new double[] {1 - y, 1 - x};
            case 8 -> new double[] {1 - y, x};
            default -> new double[] {x, y};
        };
    }
}
