package io.tintype.rendition.recipe;

import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;

/**
 * Everything that determines the bytes of an image's rendition. Recipes that make the same rendition are equal.
 *
 * @param width in pixels of the upright picture, or 0 if the height alone limits the rendition
 * @param height in pixels of the upright picture, or 0 if the width alone limits the rendition
 * @param focus {@link Focus#CENTER} if the fit is not {@link Fit#COVER}
 * @param quality 40 to 95; 0 for PNG, which is lossless
 * @param pngForAlpha whether the rendition is PNG instead of JPEG if the picture has transparent parts
 */
public record Recipe(
        int width, int height, Fit fit, Focus focus, int quality, RenditionFormat format, boolean pngForAlpha) {

    /** The maximum side of a rendition whose recipe leaves this side out, in pixels: WebP's limit. */
    public static final int MAX_SIDE = 16_383;

    /** The maximum number of pixels of an AVIF that takes an encoder about a second. Larger renditions take much longer. */
    public static final long MAX_QUICK_AVIF_PIXELS = 2_000_000;

    /** Returns the canonical name of the rendition, which is the name of its object or file. */
    public RenditionName name() {
        return nameOf(format);
    }

    /** Returns the name of the rendition if the worker made another format than {@link #format}. */
    public RenditionName nameOf(RenditionFormat made) {
        String text = side(width) + "x" + side(height);
        if (fit == Fit.COVER) {
            text += "-cover-" + focus.text();
        }
        if (quality > 0) {
            text += "-q" + quality;
        }
        return new RenditionName(pngForAlpha ? text + "-alpha" : text, made);
    }

    /**
     * Returns the maximum number of pixels of the rendition of an image.
     *
     * @param imageWidth as encoded; the picture may be upright only after a rotation
     * @param imageHeight as encoded
     */
    public long maxPixels(int imageWidth, int imageHeight) {
        if (fit == Fit.COVER) {
            return (long) width * height;
        }
        return Math.max(contained(imageWidth, imageHeight), contained(imageHeight, imageWidth));
    }

    private long contained(double pictureWidth, double pictureHeight) {
        double scale = Math.min(1, Math.min(limit(width) / pictureWidth, limit(height) / pictureHeight));
        return Math.round(pictureWidth * scale) * Math.round(pictureHeight * scale);
    }

    private static double limit(int side) {
        return side == 0 ? MAX_SIDE : side;
    }

    private static String side(int pixels) {
        return pixels == 0 ? "" : Integer.toString(pixels);
    }
}
