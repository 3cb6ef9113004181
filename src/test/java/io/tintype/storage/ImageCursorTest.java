package io.tintype.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCursorTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 00000000-0000-0000-0000-000000000000",
        "1970-01-01T00:00:00.001Z, ffffffff-ffff-ffff-ffff-ffffffffffff",
        "2026-03-01T23:59:59.999Z, 0190a5b0-1234-7abc-8def-0123456789ab",
        "2026-03-01T23:59:59.999Z, 80000000-0000-4000-8000-000000000000",
        "+10889-08-02T05:31:50.655Z, 7fffffff-ffff-ffff-7fff-ffffffffffff"
    })
    void carriesTheTimeAndTheIdThroughItsKey(Instant createdAt, UUID id) {
        ImageCursor cursor =
                ImageCursor.parse(ImageCursor.after(createdAt, id).key()).orElseThrow();

        assertThat(cursor.createdAt()).isEqualTo(createdAt);
        assertThat(cursor.id()).isEqualTo(id);
        assertThat(cursor.key()).hasSize(44);
    }

    @Test
    void sortsNewestFirstAndOneMillisecondByDescendingId() {
        Random random = new Random(1);
        List<ImageMetadata> images = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            Instant createdAt = Instant.ofEpochMilli(random.nextInt(50) * (1L << random.nextInt(42)));
            images.add(new ImageMetadata(id, "x", "image/png", 1, 1, 1, "0".repeat(64), createdAt));
        }

        List<ImageMetadata> byKey = images.stream()
                .sorted((a, b) -> ImageCursor.after(a)
                        .key()
                        .compareTo(ImageCursor.after(b).key()))
                .toList();

        assertThat(byKey).isSortedAccordingTo(SampleImages.NEWEST_FIRST);
    }

    @Test
    void startsAheadOfEveryImage() {
        ImageCursor newest = ImageCursor.after(Instant.ofEpochMilli((1L << 48) - 1), new UUID(-1, -1));

        assertThat(ImageCursor.START).isLessThan(newest);
    }

    @Test
    void truncatesTimesToMilliseconds() {
        UUID id = UUID.randomUUID();

        ImageCursor cursor = ImageCursor.after(Instant.parse("2026-01-01T00:00:00.123999Z"), id);

        assertThat(cursor.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 48})
    void rejectsATimeOutOfRange(long millis) {
        Instant createdAt = Instant.ofEpochMilli(millis);
        UUID id = UUID.randomUUID();

        assertThatThrownBy(() -> ImageCursor.after(createdAt, id)).isInstanceOf(IllegalArgumentException.class);
    }

    static List<String> wrongKeys() {
        return List.of("", "0", "0".repeat(43), "0".repeat(45), "F".repeat(44), "g".repeat(44), "0".repeat(44) + "\n");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("wrongKeys")
    void parsesOnlyKeysOfItsOwnForm(String key) {
        assertThat(ImageCursor.parse(key)).isEmpty();
    }
}
