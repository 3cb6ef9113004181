package io.tintype.image;

/**
 * What a library holds.
 *
 * @param bytes of all images, without their renditions
 * @param images the number of images
 */
public record Usage(long bytes, long images) {

    static final Usage NOTHING = new Usage(0, 0);

    static Usage ofImage(long size) {
        return new Usage(size, 1);
    }

    Usage plus(Usage other) {
        return new Usage(bytes + other.bytes, images + other.images);
    }

    Usage minus(Usage other) {
        return new Usage(bytes - other.bytes, images - other.images);
    }
}
