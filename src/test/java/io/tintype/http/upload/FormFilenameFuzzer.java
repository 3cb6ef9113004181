package io.tintype.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.http.request.ParameterizedValue;
import io.tintype.testing.FuzzedText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A name is read as it was written, quoted by RFC 9110 or encoded by RFC 8187. No header causes an exception. */
public final class FormFilenameFuzzer {

    private FormFilenameFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzedText.of(input);

        assertThat(FormFilename.of(ParameterizedValue.parse(text))).isNotNull();
        assertThat(FormFilename.of(
                        ParameterizedValue.parse("form-data; filename=\"" + quoted(text) + "\"; name=\"file\"")))
                .hasValue(text);
        String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(FormFilename.of(ParameterizedValue.parse("form-data; filename*=UTF-8''" + encoded(wellFormed))))
                .hasValue(wellFormed);
    }

    private static String quoted(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
