package io.tintype.image;

/**
 * What an image's header says.
 *
 * @param format what the bytes are, whatever anybody called them
 * @param width pixels as encoded, at least 1; a rotation in the metadata is not applied
 * @param height pixels as encoded, at least 1
 * @param pixels that a decoder has in memory, each of at most 64 bits; of one frame where the image is animated. At
 *     least width times height
 */
public record ImageInfo(ImageFormat format, int width, int height, long pixels) {

    ImageInfo(ImageFormat format, int width, int height) {
        this(format, width, height, (long) width * height);
    }
}
