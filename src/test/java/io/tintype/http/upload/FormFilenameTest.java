package io.tintype.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.http.request.ParameterizedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormFilenameTest {

    /** RFC 9110, section 5.6.4, and names that browsers once sent. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    filename="a.jpg",                        a.jpg
                    filename=a.jpg,                          a.jpg
                    FileName="a.jpg",                        a.jpg
                    filename="a \\"q\\".jpg",                a "q".jpg
                    filename="\\"",                          "
                    filename="a\\\\\\"b.jpg",                a\\"b.jpg
                    filename="C:\\photos\\\\\\"a\\".jpg",    C:\\photos\\"a".jpg
                    filename="open \\"q.jpg,                 open "q.jpg
                    filename=a\\,                            a\\
                    """)
    void readsQuotedValues(String parameter, String name) {
        assertThat(FormFilename.of(disposition(parameter))).hasValue(name);
    }

    /** RFC 6266, section 4.3, and RFC 8187, section 3.2; the encoded names are that section's examples. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    filename="a.jpg"; filename*=UTF-8''b.jpg,            b.jpg
                    filename*=utf-8''b.jpg; filename=a.jpg,              b.jpg
                    filename=a; filename*=UTF-8'en'%c2%a3%20rates,       £ rates
                    filename=a; filename*=UTF-8''%c2%a3%20%e2%82%ac,     £ €
                    filename=a; filename*=iso-8859-1'en'%A3%20rates,     £ rates
                    filename=a; FILENAME*=UTF-8'de-DE'%c3%a4,            ä
                    filename=a; filename*="UTF-8''b.jpg",                b.jpg
                    filename=a; filename*=UTF-8''a+b%2Bc,                a+b+c
                    filename=a; filename*=UTF-8''it's,                   it's
                    """)
    void prefersTheExtendedName(String parameter, String name) {
        assertThat(FormFilename.of(disposition(parameter))).hasValue(name);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    filename*=no-such''b
                    filename*=UTF-16''b
                    filename*=UTF-8''%e2%82
                    filename*=UTF-8''%zz
                    filename*=UTF-8''%4
                    filename*=UTF-8''%
                    filename*=b
                    filename*=
                    """)
    void usesThePlainNameIfTheExtendedOneCannotBeDecoded(String extended) {
        assertThat(FormFilename.of(disposition("filename=a; " + extended))).hasValue("a");
        assertThat(FormFilename.of(disposition(extended))).isEmpty();
    }

    @Test
    void isEmptyWithoutAName() {
        assertThat(FormFilename.of(ParameterizedValue.parse("form-data; name=\"file\"")))
                .isEmpty();
        assertThat(FormFilename.of(ParameterizedValue.parse(""))).isEmpty();
    }

    private static ParameterizedValue disposition(String parameters) {
        return ParameterizedValue.parse("form-data; name=\"file\"; " + parameters);
    }
}
