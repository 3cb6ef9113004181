package io.tintype.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.rendition.RenditionLimiter.Permit;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests which renditions wait for others. */
class RenditionLimiterTest {

    private static final int PIXELS = 64_000_000;
    private static final int SMALL = 8_000_000;
    private static final int WORKERS = 3;

    private final RenditionLimiter limiter = new RenditionLimiter(PIXELS, WORKERS, Duration.ofMillis(50));

    @Test
    void leavesAWorkerAndPixelsToSmallImagesBesideTheLargest() {
        limiter.acquire(PIXELS);

        for (int i = 0; i < 10; i++) {
            limiter.acquire(SMALL).release();
        }
    }

    @Test
    void makesLargeImagesInAllWorkersButOne() {
        Permit first = limiter.acquire(SMALL + 1);
        Permit second = limiter.acquire(SMALL + 1);

        assertThatThrownBy(() -> limiter.acquire(SMALL + 1)).isInstanceOf(RenditionException.Busy.class);

        first.release();
        second.release();
        limiter.acquire(PIXELS).release();
    }

    @Test
    void limitsTheTotalTimeOfWaiting() {
        for (int i = 0; i < WORKERS; i++) {
            limiter.acquire(1);
        }
        long start = System.nanoTime();

        assertThatThrownBy(() -> limiter.acquire(PIXELS)).isInstanceOf(RenditionException.Busy.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void releasesAllAfterAFailedAcquisition() {
        List<Permit> all =
                Stream.generate(() -> limiter.acquire(1)).limit(WORKERS).toList();
        assertThatThrownBy(() -> limiter.acquire(PIXELS)).isInstanceOf(RenditionException.Busy.class);
        all.forEach(Permit::release);

        assertThatCode(() -> limiter.acquire(PIXELS).release()).doesNotThrowAnyException();
    }

    @Test
    void extendsWithoutWaitingAndReleasesAllOnce() {
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
