package io.tintype.image;

/**
 * What an image's header says.
 *
 * @param format what the bytes are, whatever anybody called them
 * @param width pixels as encoded, at least 1; a rotation in the metadata is not applied
 * @param height pixels as encoded, at least 1
 */
public record ImageFacts(ImageFormat format, int width, int height) {

    /** Pixels of the whole image; of one frame where it is animated. */
    public long pixels() {
        return (long) width * height;
    }
}
