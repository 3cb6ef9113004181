package io.tintype.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photo.jpg",
                "two words.jpg",
                "100%.jpg",
                "50%2550.jpg",
                ".hidden",
                "...",
                "no extension",
                "é à ü.jpg",
                "e\u0301.jpg",
                "日本の写真.jpg",
                "😀.jpg",
                "👩\u200d👩\u200d👧.jpg",
                "می\u200cخواهم.jpg",
                "עברית.jpg",
                "semi;colon=\"quoted\".jpg"
            })
    void keepsAValidNameUnchanged(String name) {
        assertThat(FileName.of(name)).isEqualTo(name);
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                Arguments.of("/etc/passwd", "passwd"),
                Arguments.of("../../etc/passwd", "passwd"),
                Arguments.of("..\\..\\boot.ini", "boot.ini"),
                Arguments.of("C:\\Users\\me\\a.jpg", "a.jpg"),
                Arguments.of("mixed/and\\matched.jpg", "matched.jpg"),
                Arguments.of("..\\", "image"),
                Arguments.of("folder/", "image"),
                Arguments.of("/", "image"),
                Arguments.of("/..", "image"),
                Arguments.of("a/.", "image"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void keepsTheLastPartOfAPath(String submitted, String kept) {
        assertThat(FileName.of(submitted)).isEqualTo(kept);
    }

    static Stream<Arguments> unprintable() {
        return Stream.of(
                Arguments.of("a\r\nSet-Cookie: x=y", "aSet-Cookie: x=y"),
                Arguments.of("nul\u0000.jpg", "nul.jpg"),
                Arguments.of("tab\tand\u007f\u0085.jpg", "taband.jpg"),
                Arguments.of("line\u2028and paragraph\u2029.jpg", "lineand paragraph.jpg"),
                Arguments.of("\u202egpj.exe", "gpj.exe"),
                Arguments.of("a\u2066b\u2069c.jpg", "abc.jpg"),
                Arguments.of("a\u200bb\u2060c\ufeff.jpg", "abc.jpg"),
                Arguments.of("\ufeff\u200b", "image"),
                Arguments.of("half \ud83d.jpg", "half ?.jpg"),
                Arguments.of("  around.jpg\u2003", "around.jpg"),
                Arguments.of("\u0000 \u0001.", "image"));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("unprintable")
    void removesUnprintableCharacters(String submitted, String kept) {
        assertThat(FileName.of(submitted)).isEqualTo(kept);
    }

    @Test
    void decodesWhatAFormEscapes() {
        assertThat(FileName.of("a %22quoted%22 name%0D%0A.jpg")).isEqualTo("a \"quoted\" name.jpg");
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"", " ", "\t", ".", "..", "\u202e", "%0D%0A"})
    void namesFilesWithoutAName(String submitted) {
        assertThat(FileName.of(submitted)).isEqualTo("image");
    }

    static Stream<Arguments> longNames() {
        return Stream.of(
                Arguments.of("a".repeat(255), "a".repeat(255)),
                Arguments.of("a".repeat(256), "a".repeat(255)),
                Arguments.of("a".repeat(300) + ".jpg", "a".repeat(251) + ".jpg"),
                Arguments.of("é".repeat(200) + ".jpg", "é".repeat(125) + ".jpg"),
                Arguments.of("日".repeat(200), "日".repeat(85)),
                Arguments.of("😀".repeat(64) + "x", "😀".repeat(63)),
                Arguments.of("a".repeat(300) + "." + "é".repeat(15), "a".repeat(224) + "." + "é".repeat(15)),
                Arguments.of("a".repeat(300) + "." + "b".repeat(16), "a".repeat(255)),
                Arguments.of("a".repeat(254) + " bcd", "a".repeat(254)),
                Arguments.of("." + "a".repeat(300), "." + "a".repeat(254)),
                Arguments.of("a".repeat(300) + ".", "a".repeat(254) + "."));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("longNames")
    void shortensALongNameBeforeItsExtension(String submitted, String kept) {
        assertThat(FileName.of(submitted)).isEqualTo(kept);
    }

    static List<String> hostileNames() {
        return Stream.concat(
                        Stream.of(paths(), unprintable(), longNames())
                                .flatMap(table -> table)
                                .map(row -> (String) row.get()[0]),
                        Stream.of("%2e%2e%2f", "a".repeat(254) + " b.jpg", "/".repeat(100_000), "😀".repeat(100_000)))
                .toList();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostileNames")
    void isShortAndPrintableAndNoPathWhateverIsSubmitted(String submitted) {
        String name = FileName.of(submitted);

        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 255);
        assertThat(name).doesNotContain("/", "\\", "\r", "\n", "\u0000").isNotIn(".", "..");
        assertThat(FileName.of(name)).isEqualTo(name);
    }
}
