package io.tintype.http.request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The media types that a request accepts (RFC 9110, section 12.5.1). Parameters of media ranges other than {@code q}
 * are ignored, because the service's media types have no parameters. A malformed range is ignored.
 */
final class AcceptHeader {

    private static final Pattern RANGE =
            Pattern.compile("\\*|\\*/\\*|[!#$%&'+.^_`|~0-9a-z-]+/(\\*|[!#$%&'+.^_`|~0-9a-z-]+)");
    private static final Pattern WEIGHT = Pattern.compile("0(\\.\\d{0,9})?|1(\\.0{0,9})?");

    /** A request without the header, or with an empty one, accepts everything. */
    private static final AcceptHeader ANYTHING = new AcceptHeader(List.of(new Range("*/*", 1)));

    /** Compares ranges by their weights, and by their precision if the weights are equal. */
    static final Comparator<Range> BY_PREFERENCE =
            Comparator.comparingDouble(Range::weight).thenComparingInt(Range::precision);

    private final List<Range> ranges;

    private AcceptHeader(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * A media range.
     *
     * @param text in lower case, without parameters
     * @param weight from 0, not acceptable, to 1
     */
    record Range(String text, double weight) {

        /** Returns 0 for any media type, 1 for any of one type, 2 for one media type. */
        int precision() {
            if (text.equals("*/*")) {
                return 0;
            }
            return text.endsWith("/*") ? 1 : 2;
        }

        /** Returns whether this range is one media type, without a wildcard. */
        boolean isExact() {
            return precision() == 2;
        }

        private boolean contains(String mediaType) {
            return switch (precision()) {
                case 0 -> true;
                case 1 -> mediaType.startsWith(text.substring(0, text.length() - 1));
                default -> mediaType.equals(text);
            };
        }
    }

    /** Reads the lines of the header, which are one list (RFC 9110, section 5.3). */
    static AcceptHeader parse(List<String> lines) {
        String list = String.join(",", lines);
        if (list.replace(',', ' ').isBlank()) {
            return ANYTHING;
        }
        List<Range> ranges = new ArrayList<>();
        for (String element : ParameterizedValue.split(list, ',')) {
            range(element).ifPresent(ranges::add);
        }
        return new AcceptHeader(ranges);
    }

    /** Returns whether one of these media types is acceptable. */
    boolean allowsAny(List<String> mediaTypes) {
        return mediaTypes.stream().map(this::rangeOf).flatMap(Optional::stream).anyMatch(range -> range.weight() > 0);
    }

    /** Returns whether this media type is named, without a wildcard, as acceptable. */
    boolean names(String mediaType) {
        return rangeOf(mediaType)
                .filter(range -> range.isExact() && range.weight() > 0)
                .isPresent();
    }

    /** Returns the most precise range that contains the media type; of several, the one with the greatest weight. */
    Optional<Range> rangeOf(String mediaType) {
        return ranges.stream()
                .filter(range -> range.contains(mediaType))
                .max(Comparator.comparingInt(Range::precision).thenComparingDouble(Range::weight));
    }

    private static Optional<Range> range(String element) {
        ParameterizedValue range = ParameterizedValue.parse(element);
        String weight = range.parameter("q").orElse("1");
        if (!RANGE.matcher(range.value()).matches() || !WEIGHT.matcher(weight).matches()) {
            return Optional.empty();
        }
        // Java's HttpURLConnection sends "*" by default.
        String text = range.value().equals("*") ? "*/*" : range.value();
        return Optional.of(new Range(text, Double.parseDouble(weight)));
    }
}
