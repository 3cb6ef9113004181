package io.tintype.image;

import java.util.Arrays;
import java.util.Optional;

/** The accepted formats. SVG is not accepted, because it can contain scripts. */
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

    /** Returns the format with this media type, or empty if the service does not accept it. */
    public static Optional<ImageFormat> of(String mediaType) {
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(mediaType))
                .findFirst();
    }

    public String mediaType() {
        return mediaType;
    }
}
