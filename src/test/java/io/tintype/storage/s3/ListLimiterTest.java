package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class ListLimiterTest {

    private static final int ALL = ListLimiter.mostKeys();

    private final ListLimiter limiter = new ListLimiter(Duration.ZERO);

    @Test
    void refusesAListWhoseTurnDoesNotCome() {
        limiter.execute(ALL, () -> {
            assertThatThrownBy(() -> limiter.execute(1, () -> "listed"))
                    .isInstanceOf(SdkClientException.class)
                    .hasMessage("too many lists at once");
            return "listed";
        });
    }

    @Test
    void givesWayWhenAListHasFailed() {
        assertThatThrownBy(() -> limiter.execute(ALL, () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(limiter.execute(ALL, () -> "listed")).isEqualTo("listed");
    }
}
