package io.tintype.storage.s3.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Any metadata are read as far as possible, without a failure; encoded text is decoded exactly. */
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
