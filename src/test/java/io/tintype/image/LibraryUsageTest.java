package io.tintype.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LibraryUsageTest {

    private static final Quota TEN_BYTES = new Quota(Optional.of(10L), Optional.empty());
    private static final UUID ID = new UUID(1, 2);
    private static final UUID OTHER = new UUID(3, 4);
    private static final UUID THIRD = new UUID(5, 6);

    private long now;
    private int counts;
    private Usage stored = new Usage(4, 1);

    private final LibraryUsage usage = new LibraryUsage(() -> now);
    private final Supplier<Usage> count = () -> {
        counts++;
        return stored;
    };

    @Test
    void countsOnceAMinute() {
        assertThat(usage.current(count)).isEqualTo(new Usage(4, 1));
        stored = new Usage(9, 2);
        assertThat(usage.current(count)).isEqualTo(new Usage(4, 1));

        now += LibraryUsage.MAX_AGE.toNanos();

        assertThat(usage.current(count)).isEqualTo(new Usage(9, 2));
        assertThat(counts).isEqualTo(2);
    }

    @Test
    void reservesRoomForUploadsInProgress() {
        assertThat(usage.reserve(ID, 3, TEN_BYTES, count)).isTrue();
        assertThat(usage.reserve(OTHER, 3, TEN_BYTES, count)).isTrue();
        assertThat(usage.reserve(THIRD, 1, TEN_BYTES, count)).isFalse();

        usage.end(ID, 3, false);

        assertThat(usage.reserve(THIRD, 3, TEN_BYTES, count)).isTrue();
    }

    /** A client repeats a request that still runs. */
    @Test
    void reservesRoomForOneOfSeveralUploadsOfAnImage() {
        assertThat(usage.reserve(ID, 4, TEN_BYTES, count)).isTrue();
        assertThat(usage.reserve(ID, 4, TEN_BYTES, count)).isTrue();
        assertThat(usage.current(count)).isEqualTo(new Usage(8, 2));
        assertThat(usage.reserve(ID, 7, TEN_BYTES, count)).isFalse();
        assertThat(usage.reserve(ID, 6, TEN_BYTES, count)).isTrue();
        assertThat(usage.current(count)).isEqualTo(new Usage(10, 2));
        usage.end(ID, 6, false);
        usage.end(ID, 4, false);

        usage.end(ID, 4, true);

        assertThat(usage.current(count)).isEqualTo(new Usage(8, 2));
    }

    @Test
    void keepsReservationsWhenItCountsAgain() {
        usage.reserve(ID, 3, TEN_BYTES, count);
        now += LibraryUsage.MAX_AGE.toNanos();

        assertThat(usage.current(count)).isEqualTo(new Usage(7, 2));
    }

    @Test
    void addsAnImageUntilItIsCounted() {
        usage.reserve(ID, 3, TEN_BYTES, count);
        usage.end(ID, 3, true);
        assertThat(usage.current(count)).isEqualTo(new Usage(7, 2));

        stored = new Usage(7, 2);
        now += LibraryUsage.MAX_AGE.toNanos();

        assertThat(usage.current(count)).isEqualTo(new Usage(7, 2));
    }

    @Test
    void subtractsADeletedImageOnce() {
        usage.current(count);

        usage.delete(ID, 4);
        usage.delete(ID, 4);

        assertThat(usage.current(count)).isEqualTo(Usage.NOTHING);
    }

    @Test
    void subtractsAnImageThatWasStoredAgain() {
        usage.current(count);
        usage.delete(ID, 4);
        usage.reserve(ID, 4, TEN_BYTES, count);
        usage.end(ID, 4, true);

        usage.delete(ID, 4);

        assertThat(usage.current(count)).isEqualTo(Usage.NOTHING);
    }

    /** Whether the count contains a change is unknown then. */
    @Test
    void assumesTheLargerUsageForChangesDuringACount() {
        usage.current(count);
        usage.reserve(ID, 2, TEN_BYTES, count);
        now += LibraryUsage.MAX_AGE.toNanos();

        Usage counted = usage.current(() -> {
            usage.end(ID, 2, true);
            usage.delete(OTHER, 4);
            return new Usage(6, 2);
        });

        assertThat(counted).isEqualTo(new Usage(8, 3));
        now += LibraryUsage.MAX_AGE.toNanos();
        assertThat(usage.current(() -> new Usage(2, 1))).isEqualTo(new Usage(2, 1));
    }

    @Test
    void countsAgainAfterAFailure() {
        assertThatThrownBy(() -> usage.current(() -> {
                    throw new IllegalStateException("unavailable");
                }))
                .hasMessage("unavailable");

        assertThat(usage.current(count)).isEqualTo(new Usage(4, 1));
    }
}
