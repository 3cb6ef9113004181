package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContentDispositionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "photo.jpg | photo.jpg | photo.jpg",
                "two words.jpg | two words.jpg | two%20words.jpg",
                "a\"b.jpg | a_b.jpg | a%22b.jpg",
                "a\\b.jpg | a_b.jpg | a%5Cb.jpg",
                "a/b.jpg | a_b.jpg | a%2Fb.jpg",
                "100%.jpg | 100_.jpg | 100%25.jpg",
                "a;b=c,d.jpg | a;b=c,d.jpg | a%3Bb%3Dc%2Cd.jpg",
                "it's (1)*.jpg | it's (1)*.jpg | it%27s%20%281%29%2A.jpg",
                "é.jpg | _.jpg | %C3%A9.jpg",
                "日本.jpg | __.jpg | %E6%97%A5%E6%9C%AC.jpg",
                "😀.jpg | _.jpg | %F0%9F%98%80.jpg"
            })
    void carriesANameForOldAndForNewClients(String name, String plain, String encoded) {
        assertThat(ContentDisposition.of("attachment", name))
                .isEqualTo("attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded);
    }

    @Test
    void escapesNothingThatStandsForItself() {
        String all = "!#$&+-.^_`|~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

        assertThat(ContentDisposition.of("attachment", all)).endsWith("UTF-8''" + all);
    }

    static Stream<String> hostileNames() {
        return Stream.of(
                "",
                "a\r\nSet-Cookie: x=y",
                "\u0000\u0001\u001f\u007f\u0085",
                "\"; filename=\"evil.exe",
                "a\\\"b",
                "%22%0D%0A",
                "\u202egpj.exe",
                "..\\..\\x",
                "../../x",
                "half \ud83d",
                "ⅷ٣".repeat(1000));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostileNames")
    void isOneAttachmentInPrintableAsciiWhateverTheName(String name) {
        assertThat(ContentDisposition.of("attachment", name))
                .matches("attachment; filename=\"[ -~&&[^\"\\\\/%]]*\"; filename\\*=UTF-8''[-!#$&+.^_`|~\\w%]*");
    }
}
