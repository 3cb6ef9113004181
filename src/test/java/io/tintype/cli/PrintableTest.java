package io.tintype.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void removesControlCharactersForTheTerminal() {
        assertThat(Printable.of("images/ann/a b~\u001b[2J\r\n\u0007é🙈\u202e"))
                .isEqualTo("images/ann/a b~\\u001b[2J\\u000d\\u000a\\u0007\\u00e9\\ud83d\\ude48\\u202e");
    }
}
