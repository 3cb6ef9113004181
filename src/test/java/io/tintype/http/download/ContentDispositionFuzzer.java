package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For any name, the header has exactly its two parameters, and the exact name can be read from it. */
public final class ContentDispositionFuzzer {

    /** RFC 6266, section 4.1. */
    private static final Pattern HEADER =
            Pattern.compile("attachment; filename=\"([ -~&&[^\"\\\\/%]]*)\"; filename\\*=UTF-8''([!-~]*)");

    /** Characters that RFC 8187, section 3.2.1 allows in an extended value besides escapes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9!#$&+.^_`|~-]*");

    private ContentDispositionFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String name = new String(FuzzedText.of(input).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        Matcher header = HEADER.matcher(ContentDisposition.of("attachment", name));

        assertThat(header.matches()).isTrue();
        assertThat(header.group(1)).hasSize(name.codePointCount(0, name.length()));
        assertThat(header.group(2).replaceAll("%[0-9A-F]{2}", "")).matches(PLAIN);
        assertThat(decoded(header.group(2))).isEqualTo(name);
    }

    private static String decoded(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '%') {
                bytes.write(Integer.parseInt(value, i + 1, i + 3, 16));
                i += 2;
                continue;
            }
            bytes.write(value.charAt(i));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
