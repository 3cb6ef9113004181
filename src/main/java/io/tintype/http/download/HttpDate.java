package io.tintype.http.download;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** A date in a header (RFC 9110, section 5.6.7). */
final class HttpDate {

    private static final int MAX_YEARS_AHEAD = 50;
    private static final DateTimeFormatter IMF_FIXDATE = strict("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = strict("EEE MMM ppd HH:mm:ss uuuu");

    private HttpDate() {}

    /** Reads a date in one of the three formats; anything else, such as two dates in one list, is not a date. */
    static Optional<Instant> parse(String header) {
        String text = header.strip();
        try {
            return Optional.of(LocalDateTime.parse(text, format(text)).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter format(String text) {
        if (!text.contains(",")) {
            return ASCTIME;
        }
        return text.contains("-") ? rfc850() : IMF_FIXDATE;
    }

    /**
     * Returns a formatter for the current year, because two digits mean a year that is at most 50 years ahead of it.
     */
    private static DateTimeFormatter rfc850() {
        int earliest = Year.now(ZoneOffset.UTC).getValue() + MAX_YEARS_AHEAD - 99;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withResolverStyle(ResolverStyle.STRICT);
    }
}
