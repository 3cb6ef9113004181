package io.tintype.link;

import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What a caller requests of a link.
 *
 * @param lifetime empty for a link that never expires
 * @param fileName the name under which a browser saves the image; empty for the image's own
 */
public record LinkRequest(
        Optional<Duration> lifetime, Variant variant, Disposition disposition, Optional<String> fileName) {

    private static final int MAX_NAME_BYTES = 255;

    /** Returns whether a link may have this file name: at most 255 bytes of UTF-8, and no control characters. */
    public static boolean isFileName(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && text.codePoints().noneMatch(Character::isISOControl);
    }

    /** Returns a request for a link that a page shows. */
    public static LinkRequest picture(Optional<Duration> lifetime) {
        return new LinkRequest(lifetime, Variant.PICTURE, Disposition.INLINE, Optional.empty());
    }

    /** Returns this request with another file name. */
    public LinkRequest withFileName(String name) {
        return new LinkRequest(lifetime, variant, disposition, Optional.of(name));
    }
}
