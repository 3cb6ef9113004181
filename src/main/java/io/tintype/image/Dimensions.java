package io.tintype.image;

/**
 * Width and height as a header claims them: not checked, for one place checks those of every format.
 *
 * @param weight pixels of at most 64 bits that a decoder would have in memory, where the header tells that they are
 *     more than width times height; else 0
 */
record Dimensions(long width, long height, long weight) {

    Dimensions(long width, long height) {
        this(width, height, 0);
    }

    /** Width times height, or the most that a long can be. */
    long pixels() {
        boolean fits = Math.multiplyHigh(width, height) == 0 && width * height >= 0;
        return fits ? width * height : Long.MAX_VALUE;
    }
}
