package io.tintype.http;

import io.tintype.storage.RenditionFormat;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which format of a rendition a request wants (RFC 9110, section 12.5.1). */
final class Acceptance {

    private static final MediaType PROBLEM = MediaType.valueOf(Problems.MEDIA_TYPE);

    private Acceptance() {}

    /**
     * The format with the greatest weight. Of two with the same, the one that is named more precisely, so that {@code
     * image/jpeg, *}{@code /*} gets JPEG; else WebP, which is smaller. A request that names no image but the problems
     * of the operation gets WebP too: so do clients ask that OpenAPI Generator makes for Python.
     *
     * @throws NotAcceptableException if the request wants neither
     */
    static RenditionFormat of(HttpHeaders headers) {
        List<MediaType> ranges = headers.getAcceptableMediaTypes();
        if (ranges.equals(List.of(PROBLEM))) {
            return RenditionFormat.WEBP;
        }
        return Arrays.stream(RenditionFormat.values())
                .map(format -> new Wish(format, range(ranges, format)))
                .filter(wish -> weight(wish.range()) > 0)
                .max(Comparator.comparingDouble((Wish wish) -> weight(wish.range()))
                        .thenComparingInt(wish -> precision(wish.range()))
                        .thenComparing(Comparator.comparing(Wish::format).reversed()))
                .map(Wish::format)
                .orElseThrow(NotAcceptableException::new);
    }

    private record Wish(RenditionFormat format, MediaType range) {}

    /** The most precise range that has the format, or null. */
    private static MediaType range(List<MediaType> ranges, RenditionFormat format) {
        MediaType type = MediaType.valueOf(format.mediaType());
        return ranges.stream()
                .filter(type::isCompatible)
                .max(Comparator.comparingInt(Acceptance::precision))
                .orElse(null);
    }

    private static int precision(MediaType range) {
        if (range.isWildcardType()) {
            return 0;
        }
        return range.isWildcardSubtype() ? 1 : 2;
    }

    /** 1 where it is not said, 0 where it is no number. */
    private static double weight(MediaType range) {
        if (range == null) {
            return 0;
        }
        try {
            return Double.parseDouble(range.getParameters().getOrDefault("q", "1"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
