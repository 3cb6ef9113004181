package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import org.jboss.resteasy.reactive.common.headers.HeaderUtil;

/** A name that was quoted as RFC 9110 says comes out as it was, and any other header has a name or none. */
public final class PartNameFuzzer {

    private PartNameFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzedText.of(input);
        String quoted = "form-data; name=\"file\"; filename=\"" + quoted(text) + "\"";

        assertThat(PartName.of(text, parsed(text))).isNotNull();
        String parsed = parsed(quoted);
        if (parsed != null && parsed.endsWith("\\")) { // Quarkus ended it at an escaped quote
            assertThat(PartName.of(quoted, parsed)).isEqualTo(text);
        }
    }

    /** As the form's parser does. What it throws, for charsets that nobody knows, makes a malformed form. */
    private static String parsed(String disposition) {
        try {
            return HeaderUtil.extractQuotedValueFromHeaderWithEncoding(disposition, "filename");
        } catch (RuntimeException malformed) {
            return null;
        }
    }

    private static String quoted(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
