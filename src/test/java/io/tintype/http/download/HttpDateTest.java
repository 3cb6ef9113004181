package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, section 5.6.7, whose own example has this date in all three formats. */
class HttpDateTest {

    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                " Sun, 06 Nov 1994 08:49:37 GMT "
            })
    void readsTheThreeFormats(String header) {
        assertThat(HttpDate.parse(header)).hasValue(EXAMPLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tuesday, 24-Nov-26 10:15:30 GMT | 2026-11-24T10:15:30Z",
                "Saturday, 06-Nov-99 08:49:37 GMT | 1999-11-06T08:49:37Z"
            })
    void interpretsTwoDigitYearsAsNotFarInTheFuture(String header, Instant date) {
        assertThat(HttpDate.parse(header)).hasValue(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT x",
                "Sun, 06 Nov 1994 08:49:37 +0100",
                "Sun, 36 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:61:37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "06 Nov 1994 08:49:37 GMT",
                "1994-11-06T08:49:37Z"
            })
    void readsNothingElse(String header) {
        assertThat(HttpDate.parse(header)).isEmpty();
    }
}
