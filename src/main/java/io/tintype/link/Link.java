package io.tintype.link;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a link opens, and until when.
 *
 * @param subject the owner of the library, or empty for the library that all callers share
 * @param fileName the name under which a browser saves the image; empty for the image's own
 * @param generation of the library's links; a revocation begins a new one
 * @param expires the first instant at which the link no longer opens, or empty if it never expires
 */
public record Link(
        Optional<String> subject,
        UUID image,
        Variant variant,
        Disposition disposition,
        Optional<String> fileName,
        long generation,
        Optional<Instant> expires) {

    /** What may be opened. */
    public enum Variant {
        /** Renditions only, which have no metadata. */
        PICTURE,
        /** Only the bytes as uploaded. */
        ORIGINAL,
        /** The bytes as uploaded, or a rendition if the request has parameters of one. */
        ALL
    }

    /** What a browser does with the image (RFC 6266, section 4.2). */
    public enum Disposition {
        INLINE,
        ATTACHMENT
    }
}
