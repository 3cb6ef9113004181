package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, sections 5.6.4 and 5.6.6. */
class ParameterizedValueTest {

    @Test
    void readsNamesInAnyCaseAndValuesAsTheyAre() {
        ParameterizedValue value = ParameterizedValue.parse("Multipart/Form-Data ; BOUNDARY=aB ;charset=\"UTF-8\";;");

        assertThat(value.value()).isEqualTo("multipart/form-data");
        assertThat(value.parameters()).isEqualTo(Map.of("boundary", "aB", "charset", "UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    form-data; name="file; name=x",      file; name=x
                    form-data; name="a \\"q\\"; name=b", a "q"; name=b
                    form-data; other="name=x"; name=y,   y
                    form-data; xname=x; name=y,          y
                    form-data; name=x; name=y,           x
                    form-data; name = x,                 x
                    form-data; name="open; name=y,       open; name=y
                    """)
    void ignoresQuotedText(String header, String name) {
        assertThat(ParameterizedValue.parse(header).parameter("name")).hasValue(name);
    }

    @Test
    void hasNothingInAnEmptyText() {
        assertThat(ParameterizedValue.parse("")).isEqualTo(new ParameterizedValue("", Map.of()));
    }
}
