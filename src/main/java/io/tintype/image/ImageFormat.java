package io.tintype.image;

/** The formats that are accepted. SVG is not among them, for it can carry script. */
public enum ImageFormat {
    JPEG("image/jpeg"),
    PNG("image/png"),
    GIF("image/gif"),
    WEBP("image/webp"),
    AVIF("image/avif"),
    HEIC("image/heic"),
    BMP("image/bmp"),
    TIFF("image/tiff");

    private final String mediaType;

    ImageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }
}
