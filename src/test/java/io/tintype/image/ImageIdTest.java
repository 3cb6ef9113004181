package io.tintype.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIdTest {

    private static final int MANY = 10_000;

    @Test
    void makesIdsThatSortByTheOrderInWhichTheyWereMade() {
        List<String> ids =
                Stream.generate(() -> ImageId.next().toString()).limit(MANY).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void makesDifferentIdsInManyThreadsAtOnce() {
        Set<UUID> ids = new HashSet<>(
                Stream.generate(ImageId::next).parallel().limit(MANY).toList());

        assertThat(ids).hasSize(MANY);
    }

    @Test
    void makesVersion7WithTheTimeOfMaking() {
        Instant before = Instant.now().minusMillis(1);

        UUID id = ImageId.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(ImageId.madeAt(id)).isBetween(before, Instant.now().plusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
            })
    void readsUuidsOfAnyVersion(String text) {
        assertThat(ImageId.parse(text)).hasValueSatisfying(id -> assertThat(id).hasToString(text));
    }

    @Test
    void readsCapitalLettersAsTheSameId() {
        assertThat(ImageId.parse("019AB4D2-7F1B-7C3E-9D54-3A8E5B6C7D10"))
                .isEqualTo(ImageId.parse("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10"))
                .isPresent();
    }

    static Stream<String> others() {
        String good = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";
        return Stream.of(
                "",
                "1-1-1-1-1",
                "1",
                "..",
                good.replace("-", ""),
                good + "0",
                good.substring(1),
                " " + good,
                good + "\n",
                "{" + good + "}",
                "urn:uuid:" + good,
                good.replace('7', 'g'),
                good.replace('7', '７'),
                good.replace('-', '_'),
                good.replaceFirst("0", "+"),
                good.replace("-3", "-+"),
                "019ab4d27-f1b-7c3e-9d54-3a8e5b6c7d10",
                good.repeat(1000));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("others")
    void rejectsAllButTheCanonicalForm(String text) {
        assertThat(ImageId.parse(text)).isEmpty();
    }
}
