package io.tintype.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.rendition.RenditionLimiter.Permit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who waits for whom. */
class RenditionLimiterTest {

    private static final int PIXELS = 64_000_000;
    private static final int SMALL = 8_000_000;

    private final RenditionLimiter limiter = new RenditionLimiter(PIXELS, 2, Duration.ofMillis(50));

    @Test
    void leavesAThreadAndPixelsToSmallImagesBesideTheLargest() {
        limiter.acquire(PIXELS);

        for (int i = 0; i < 10; i++) {
            limiter.acquire(SMALL).release();
        }
    }

    @Test
    void makesOneLargeImageAtATimeOnTwoThreads() {
        Permit first = limiter.acquire(SMALL + 1);

        assertThatThrownBy(() -> limiter.acquire(SMALL + 1)).isInstanceOf(RenditionException.Busy.class);

        first.release();
        limiter.acquire(PIXELS).release();
    }

    @Test
    void waitsForAllTogetherNoLongerThanAllowed() {
        limiter.acquire(SMALL);
        limiter.acquire(SMALL);
        long start = System.nanoTime();

        assertThatThrownBy(() -> limiter.acquire(PIXELS)).isInstanceOf(RenditionException.Busy.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void givesBackWhatWasTakenWhenTheRestCannotBe() {
        Permit first = limiter.acquire(SMALL);
        Permit second = limiter.acquire(SMALL);
        assertThatThrownBy(() -> limiter.acquire(PIXELS)).isInstanceOf(RenditionException.Busy.class);
        first.release();
        second.release();

        assertThatCode(() -> limiter.acquire(PIXELS).release()).doesNotThrowAnyException();
    }

    @Test
    void extendsWithoutWaitingAndGivesAllBackOnce() {
        Permit small = limiter.acquire(SMALL);
        small.extend(PIXELS - SMALL);
        assertThatThrownBy(() -> small.extend(SMALL + 1)).isInstanceOf(RenditionException.Busy.class);
        small.extend(-1);

        small.release();
        small.release();

        Permit all = limiter.acquire(PIXELS);
        assertThatThrownBy(() -> all.extend(1)).isInstanceOf(RenditionException.Busy.class);
    }
}
