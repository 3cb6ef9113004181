package io.tintype.image;

/**
 * The content of an image's header.
 *
 * @param format the format of the bytes; the file name and the declared media type are ignored
 * @param width in pixels as encoded, at least 1; a rotation in the metadata is not applied
 * @param height in pixels as encoded, at least 1
 * @param pixels the number of pixels, of at most 64 bits each, that a decoder keeps in memory for the image or for one
 *     frame of an animation; at least width times height
 */
public record ImageInfo(ImageFormat format, int width, int height, long pixels) {

    ImageInfo(ImageFormat format, int width, int height) {
        this(format, width, height, (long) width * height);
    }
}
