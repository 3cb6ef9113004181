package io.tintype.storage;

/** The formats of renditions, in order of preference. */
public enum RenditionFormat {
    AVIF("image/avif", "avif"),
    WEBP("image/webp", "webp"),
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png");

    private final String mediaType;
    private final String extension;

    RenditionFormat(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Returns the extension of a file name, without the dot. */
    public String extension() {
        return extension;
    }
}
