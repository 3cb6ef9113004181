package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.resteasy.reactive.common.headers.HeaderUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartNameTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    filename="a.jpg",                        a.jpg
                    filename="a \\"q\\".jpg",                a "q".jpg
                    filename="\\"",                          "
                    filename="a\\\\\\"b.jpg",                a\\"b.jpg
                    filename="C:\\photos\\\\\\"a\\".jpg",    C:\\photos\\"a".jpg
                    filename="open \\"q.jpg,                 open "q.jpg
                    filename="a.jpg"; filename*=UTF-8''b%5C, a.jpg
                    filename=a\\,                            a\\
                    """)
    void readsWhatWasQuoted(String parameter, String name) {
        String disposition = "form-data; name=\"file\"; " + parameter;

        assertThat(PartName.of(disposition, parsed(disposition))).isEqualTo(name);
    }

    @Test
    void isEmptyWithoutAName() {
        assertThat(PartName.of("form-data; name=\"file\"", null)).isEmpty();
        assertThat(PartName.of(null, null)).isEmpty();
    }

    private static String parsed(String disposition) {
        String parsed = HeaderUtil.extractQuotedValueFromHeaderWithEncoding(disposition, "filename");
        return parsed == null ? "" : parsed;
    }
}
