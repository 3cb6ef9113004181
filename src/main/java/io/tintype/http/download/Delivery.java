package io.tintype.http.download;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionFormat;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Which image a response delivers, and how browsers and caches treat it.
 *
 * @param inline whether a browser shows the image; otherwise it saves it
 * @param fileName the name under which a browser saves it; empty for the image's own
 * @param sharedFor for how long shared caches and other sites may use it, from when it is called, because a rendition may
 *     take seconds to make; empty for the holders of a token only
 */
public record Delivery(
        Library library, UUID id, boolean inline, Optional<String> fileName, Optional<Supplier<Duration>> sharedFor) {

    /** The bytes of an id never change. The cache is private because another user may have another library. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    /** A rendition changes when the operator changes its preset. */
    private static final String FOR_A_DAY = "private, max-age=86400";

    /** Returns the delivery to a holder of a token, who saves originals and sees renditions. */
    public static Delivery toCaller(Library library, UUID id) {
        return new Delivery(library, id, false, Optional.empty(), Optional.empty());
    }

    String originalCacheControl() {
        return sharedFor.map(Delivery::shared).orElse(FOR_EVER);
    }

    String redirectCacheControl(Duration time) {
        return (sharedFor.isPresent() ? "public" : "private") + ", max-age=" + time.toSeconds();
    }

    String renditionCacheControl() {
        return sharedFor.map(Delivery::shared).orElse(FOR_A_DAY);
    }

    String disposition(ImageMetadata image) {
        return ContentDisposition.of(inline ? "inline" : "attachment", fileName.orElse(image.name()));
    }

    /** Returns the disposition of a rendition. Its file name gets the extension of its format. */
    String disposition(RenditionFormat format) {
        String type = inline || sharedFor.isEmpty() ? "inline" : "attachment";
        return fileName.map(name -> ContentDisposition.of(type, withExtension(name, format.extension())))
                .orElse(type);
    }

    private static String withExtension(String name, String extension) {
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + "." + extension;
    }

    private static String shared(Supplier<Duration> time) {
        return "public, max-age=" + Math.max(0, time.get().toSeconds()) + ", immutable";
    }
}
