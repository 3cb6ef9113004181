package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class ListTurnsTest {

    private static final int ALL = ListTurns.mostKeys();

    private final ListTurns turns = new ListTurns(Duration.ZERO);

    @Test
    void refusesAListWhoseTurnDoesNotCome() {
        turns.take(ALL, () -> {
            assertThatThrownBy(() -> turns.take(1, () -> "listed"))
                    .isInstanceOf(SdkClientException.class)
                    .hasMessage("too many lists at once");
            return "listed";
        });
    }

    @Test
    void givesWayWhenAListHasFailed() {
        assertThatThrownBy(() -> turns.take(ALL, () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(turns.take(ALL, () -> "listed")).isEqualTo("listed");
    }
}
