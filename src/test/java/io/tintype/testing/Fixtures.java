package io.tintype.testing;

import java.util.List;

/** The images that tests share: real ones, and hostile files. */
public final class Fixtures {

    /** An ordinary photograph, for tests to which any image will do. */
    public static final RealImage PHOTOGRAPH = new RealImage("photograph.jpg", "image/jpeg", 320, 240);

    private static final List<RealImage> REAL_IMAGES = List.of(
            PHOTOGRAPH,
            new RealImage("progressive-rotated.jpg", "image/jpeg", 150, 200),
            new RealImage("large-segments.jpg", "image/jpeg", 96, 72),
            new RealImage("photograph.png", "image/png", 120, 160),
            new RealImage("alpha-16bit.png", "image/png", 64, 48),
            new RealImage("photograph.gif", "image/gif", 200, 150),
            new RealImage("animated.gif", "image/gif", 100, 75),
            new RealImage("photograph.webp", "image/webp", 320, 240),
            new RealImage("lossless.webp", "image/webp", 96, 72),
            new RealImage("animated.webp", "image/webp", 128, 96),
            new RealImage("photograph.avif", "image/avif", 320, 240),
            new RealImage("grid.avif", "image/avif", 320, 240),
            new RealImage("photograph.heic", "image/heic", 150, 200),
            new RealImage("photograph.bmp", "image/bmp", 96, 72),
            new RealImage("top-down.bmp", "image/bmp", 96, 72),
            new RealImage("little-endian.tiff", "image/tiff", 96, 72),
            new RealImage("big-endian.tiff", "image/tiff", 96, 72));

    private Fixtures() {}

    /** At least one image of every accepted format. */
    public static List<RealImage> realImages() {
        return REAL_IMAGES;
    }

    /** Damaged, misleading, unsupported and expensive files; a few are accepted because they are harmless. */
    public static List<HostileFile> hostileFiles() {
        return HostileFiles.all();
    }

    static RealImage realImage(String name) {
        return REAL_IMAGES.stream()
                .filter(image -> image.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
