package io.tintype.image;

/**
 * Width and height as a header declares them. {@link ImageProbe} checks them for all formats.
 *
 * @param weight number of pixels, of at most 64 bits each, that a decoder keeps in memory, if the header shows that it
 *     is larger than width times height; else 0
 */
record Dimensions(long width, long height, long weight) {

    Dimensions(long width, long height) {
        this(width, height, 0);
    }

    /** Returns width times height, or {@link Long#MAX_VALUE} if that overflows. */
    long pixels() {
        boolean fits = Math.multiplyHigh(width, height) == 0 && width * height >= 0;
        return fits ? width * height : Long.MAX_VALUE;
    }
}
