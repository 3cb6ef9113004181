package io.tintype.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryTest {

    static Stream<String> awfulOwners() {
        return Stream.of(
                " ",
                "a",
                "A",
                "_",
                "__",
                "_5f",
                "-",
                ".",
                "..",
                "../..",
                "a/b",
                "a_2fb",
                "a%2fb",
                "auth0|5f7c8ec7c33c6c004bbafe82",
                "user@example.org",
                "USER@example.org",
                "é",
                "e\u0301",
                "日本",
                "🙈",
                "\u0000",
                "\u00ff",
                "shared",
                "_shared",
                "_sha256-",
                "_sha256-" + "0".repeat(64),
                "n".repeat(100),
                "n".repeat(101),
                "N".repeat(101),
                "n".repeat(102),
                "n".repeat(100_000));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("awfulOwners")
    void hasAKeyThatIsSafeEverywhere(String owner) {
        assertThat(Library.of(owner).key()).matches("[a-z0-9_-]{1,100}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("awfulOwners")
    void hasTheSameKeyEveryTime(String owner) {
        assertThat(Library.of(owner)).isEqualTo(Library.of(owner));
    }

    @Test
    void hasADifferentKeyForEveryOwnerEvenIfCaseIsIgnored() {
        List<String> keys = awfulOwners()
                .map(owner -> Library.of(owner).key().toUpperCase(Locale.ROOT))
                .toList();

        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void hasADifferentKeyForEveryOwnerOfAFewTrickyCharacters() {
        Random random = new Random(1);
        String alphabet = "aA_2fF5-/é";
        Set<String> owners = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            owners.add(IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(_ -> alphabet.substring(random.nextInt(alphabet.length()))
                            .substring(0, 1))
                    .reduce("", String::concat));
        }

        Set<String> keys = new HashSet<>();
        owners.forEach(owner -> keys.add(Library.of(owner).key()));

        assertThat(keys).hasSameSizeAs(owners);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("awfulOwners")
    void isNeverTheSharedOne(String owner) {
        assertThat(Library.of(owner)).isNotEqualTo(Library.SHARED);
    }

    @Test
    void keepsPlainOwnersReadable() {
        assertThat(Library.of("team-7").key()).isEqualTo("team-7");
        assertThat(Library.of("Team 7").key()).isEqualTo("_54eam_207");
    }

    @Test
    void shortensOwnersWithLongNames() {
        assertThat(Library.of("n".repeat(100)).key()).isEqualTo("n".repeat(100));
        assertThat(Library.of("n".repeat(101)).key()).startsWith("_sha256-").hasSize(72);
        assertThat(Library.of("é".repeat(17)).key()).startsWith("_sha256-");
    }

    @Test
    void needsAnOwnerWithAName() {
        assertThatThrownBy(() -> Library.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"\ud83d", "a\ude48", "\ude48\ud83d"})
    void rejectsUnpairedSurrogatesBecauseTheyWouldAllBeOneOwner(String owner) {
        assertThatThrownBy(() -> Library.of(owner)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("unsafeKeys")
    void rejectsUnsafeKeys(String key) {
        assertThatThrownBy(() -> new Library(key)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<String> unsafeKeys() {
        return Stream.of("", ".", "..", "a/b", "A", "a b", ".tmp", "a\n", "é", "n".repeat(101));
    }
}
