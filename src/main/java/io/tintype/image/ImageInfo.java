package io.tintype.image;

/**
 * The content of an image's header.
 *
 * @param format of the bytes; the name and the declared type are ignored
 * @param width pixels as encoded, at least 1; a rotation in the metadata is not applied
 * @param height pixels as encoded, at least 1
 * @param pixels that a decoder holds in memory, each of at most 64 bits, for one frame of an animation; at least width
 *     times height
 */
public record ImageInfo(ImageFormat format, int width, int height, long pixels) {

    ImageInfo(ImageFormat format, int width, int height) {
        this(format, width, height, (long) width * height);
    }
}
