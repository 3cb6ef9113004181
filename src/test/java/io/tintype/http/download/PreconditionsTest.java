package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.http.problem.PreconditionFailedException;
import io.tintype.storage.ImageMetadata;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String TAG = '"' + SHA256 + '"';
    private static final ImageMetadata IMAGE = new ImageMetadata(
            UUID.fromString("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10"),
            "photo.jpg",
            "image/jpeg",
            1000,
            20,
            10,
            SHA256,
            Instant.parse("2026-11-24T10:15:30.999Z"));

    private static final String SECOND_BEFORE = "Tue, 24 Nov 2026 10:15:29 GMT";
    private static final String SAME_SECOND = "Tue, 24 Nov 2026 10:15:30 GMT";
    private static final String SECOND_AFTER = "Tue, 24 Nov 2026 10:15:31 GMT";

    @Test
    void returnsTheImageWithoutConditions() {
        Preconditions none = new Preconditions(null, null, null, null);

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.evaluate(IMAGE)).isTrue();
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of(new Preconditions(TAG, null, null, null)),
                Arguments.of(new Preconditions(null, TAG, null, null)),
                Arguments.of(new Preconditions(null, null, SAME_SECOND, null)),
                Arguments.of(new Preconditions(null, null, null, SAME_SECOND)));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("conditions")
    void isNotEmptyWithAnyCondition(Preconditions conditions) {
        assertThat(conditions.isEmpty()).isFalse();
    }

    static Stream<String> listsWithTheTag() {
        return Stream.of(
                TAG, " " + TAG + " ", "\"a\", " + TAG, TAG + ",\"b\"", "\"a\",," + TAG + ",", "W/\"a\" , " + TAG);
    }

    static Stream<String> listsWithoutTheTag() {
        return Stream.of(
                "\"other\"",
                "\"\"",
                "",
                SHA256,
                "'" + SHA256 + "'",
                '"' + SHA256,
                SHA256 + '"',
                '"' + SHA256.toUpperCase(Locale.ROOT) + '"',
                "\" " + SHA256 + "\"",
                "\"a\", \"b\"",
                "\"*\"",
                "*, \"a\"",
                "**",
                "\"".repeat(100_001));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("listsWithTheTag")
    void respondsWith304IfTheCallerHasTheImage(String tags) {
        assertThat(new Preconditions(null, tags, null, null).evaluate(IMAGE)).isFalse();
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"W/" + TAG, "\"a\", W/" + TAG, "*", " * "})
    void answers304AlsoForAWeakTagAndForAnything(String tags) {
        assertThat(new Preconditions(null, tags, null, null).evaluate(IMAGE)).isFalse();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("listsWithoutTheTag")
    void returnsTheImageIfTheCallerHasAnother(String tags) {
        assertThat(new Preconditions(null, tags, null, null).evaluate(IMAGE)).isTrue();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("listsWithTheTag")
    void returnsTheImageIfIfMatchContainsItsTag(String tags) {
        assertThat(new Preconditions(tags, null, null, null).evaluate(IMAGE)).isTrue();
    }

    @Test
    void returnsTheImageIfIfMatchIsAWildcard() {
        assertThat(new Preconditions("*", null, null, null).evaluate(IMAGE)).isTrue();
    }

    static Stream<String> listsThatDoNotMatch() {
        return Stream.concat(listsWithoutTheTag(), Stream.of("W/" + TAG, "W/\"a\", W/" + TAG));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("listsThatDoNotMatch")
    void respondsWith412IfIfMatchHasNoStrongMatch(String tags) {
        Preconditions conditions = new Preconditions(tags, null, null, null);

        assertThatThrownBy(() -> conditions.evaluate(IMAGE)).isInstanceOf(PreconditionFailedException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                SECOND_BEFORE + " | true",
                SAME_SECOND + " | false",
                SECOND_AFTER + " | false",
                "Tuesday, 24-Nov-26 10:15:29 GMT | true",
                "Tuesday, 24-Nov-26 10:15:30 GMT | false",
                "Tue Nov 24 10:15:29 2026 | true",
                "Tue Nov 24 10:15:30 2026 | false",
                "Thu, 01 Jan 1970 00:00:00 GMT | true"
            })
    void comparesADateToTheSecond(String date, boolean modifiedSince) {
        assertThat(new Preconditions(null, null, date, null).evaluate(IMAGE)).isEqualTo(modifiedSince);
        Preconditions unmodified = new Preconditions(null, null, null, date);
        if (!modifiedSince) {
            assertThat(unmodified.evaluate(IMAGE)).isTrue();
            return;
        }
        assertThatThrownBy(() -> unmodified.evaluate(IMAGE)).isInstanceOf(PreconditionFailedException.class);
    }

    static Stream<String> noDates() {
        return Stream.of(
                "",
                " ",
                "yesterday",
                "2026-11-24T10:15:30Z",
                "1795515330",
                "*",
                TAG,
                "Tue, 99 Nov 2026",
                "9".repeat(5000));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("noDates")
    void ignoresInvalidDate(String header) {
        assertThat(new Preconditions(null, null, header, header).evaluate(IMAGE))
                .isTrue();
    }

    @Test
    void evaluatesTagsBeforeDates() {
        assertThat(new Preconditions(TAG, null, null, SECOND_BEFORE).evaluate(IMAGE))
                .isTrue();
        assertThat(new Preconditions(null, "\"other\"", SECOND_AFTER, null).evaluate(IMAGE))
                .isTrue();
        assertThat(new Preconditions(null, TAG, SECOND_BEFORE, null).evaluate(IMAGE))
                .isFalse();
    }

    @Test
    void evaluatesIfMatchBeforeIfNoneMatch() {
        Preconditions conditions = new Preconditions("\"other\"", TAG, null, null);

        assertThatThrownBy(() -> conditions.evaluate(IMAGE)).isInstanceOf(PreconditionFailedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {TAG, " " + TAG, SAME_SECOND, "Tuesday, 24-Nov-26 10:15:30 GMT", "Tue Nov 24 10:15:30 2026"})
    void usesARangeOfTheImageThatTheCallerKnows(String ifRange) {
        assertThat(Preconditions.allowRange(ifRange, IMAGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"other\"",
                "W/" + TAG,
                "\"a\", " + TAG,
                "*",
                "\"*\"",
                "",
                SHA256,
                SECOND_BEFORE,
                SECOND_AFTER,
                "yesterday"
            })
    void usesNoRangeOfAnotherImage(String ifRange) {
        assertThat(Preconditions.allowRange(ifRange, IMAGE)).isFalse();
    }

    @Test
    void usesARangeWithoutIfRange() {
        assertThat(Preconditions.allowRange(null, IMAGE)).isTrue();
    }
}
