package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, section 12.5.1, with the weights of section 12.4.2. */
class AcceptHeaderTest {

    private static final String JSON = "application/json";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "*",
                "application/*",
                "APPLICATION/JSON",
                " application/json ",
                "application/json;charset=utf-16",
                "application/json ; q=0.001",
                "application/json;Q=1.000",
                "text/html, application/json",
                "text/html;q=1,,application/json;q=0.1",
                "*/*;q=0, application/json",
                "application/*;q=0, application/json;q=0.5",
                "application/json;q=0, application/json;version=1",
                "text/plain;a=\"x,y;q=0\", application/json",
                "",
                ",",
                " "
            })
    void allowsJson(String accept) {
        assertThat(AcceptHeader.parse(List.of(accept)).allowsAny(List.of(JSON))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;q=0",
                "application/json; q=0.000",
                "*/*;q=0",
                "application/json;q=0, */*",
                "application/*;q=0, */*;q=1",
                "text/css, application/json-seq",
                "text/html",
                "image/*",
                "*/json",
                "application/jsonx",
                "application",
                "application/json/x",
                "application/json;q=2",
                "application/json;q=-1",
                "application/json;q=NaN",
                "application/json;q=",
                "garbage"
            })
    void doesNotAllowJson(String accept) {
        assertThat(AcceptHeader.parse(List.of(accept)).allowsAny(List.of(JSON))).isFalse();
    }

    @Test
    void allowsAllFormatsIfItIsAbsent() {
        assertThat(AcceptHeader.parse(List.of()).allowsAny(List.of(JSON))).isTrue();
    }

    /** RFC 9110, section 5.3. */
    @Test
    void isOneListInSeveralLines() {
        AcceptHeader accept = AcceptHeader.parse(List.of("text/html", "*/*;q=0", "application/json"));

        assertThat(accept.allowsAny(List.of(JSON))).isTrue();
        assertThat(accept.allowsAny(List.of("image/png"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/*;q=0.5, image/webp;q=0.1 | image/webp | 0.1",
                "image/*;q=0.5, image/webp;q=0.1 | image/jpeg | 0.5",
                "*/*;q=0.2, image/*;q=0.5 | image/jpeg | 0.5",
                "image/jpeg;q=0.2, image/jpeg;q=0.7 | image/jpeg | 0.7"
            })
    void usesTheWeightOfTheMostSpecificRange(String accept, String mediaType, double weight) {
        assertThat(AcceptHeader.parse(List.of(accept)).rangeOf(mediaType))
                .hasValueSatisfying(range -> assertThat(range.weight()).isEqualTo(weight));
    }
}
