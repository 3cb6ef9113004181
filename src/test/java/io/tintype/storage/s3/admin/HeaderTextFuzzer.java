package io.tintype.storage.s3.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Metadata of others are read as far as they can be, and never fail; what was encoded comes out as it was. */
public final class HeaderTextFuzzer {

    private HeaderTextFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzedText.of(input);
        assertThat(HeaderText.decode(text)).isNotNull();

        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        String word = "=?UTF-8?B?" + Base64.getEncoder().encodeToString(name) + "?=";

        assertThat(HeaderText.decode(word)).isEqualTo(new String(name, StandardCharsets.UTF_8));
    }
}
