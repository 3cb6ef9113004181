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
        withWorker(PIXELS);

        for (int i = 0; i < 10; i++) {
            withWorker(SMALL).release();
        }
    }

    @Test
    void makesLargeImagesInAllWorkersButOne() {
        Permit first = withWorker(SMALL + 1);
        Permit second = withWorker(SMALL + 1);
        Permit third = limiter.acquire(SMALL + 1);

        assertThatThrownBy(third::acquireWorker).isInstanceOf(RenditionException.Busy.class);

        first.release();
        second.release();
        third.release();
        withWorker(PIXELS).release();
    }

    /** So workers do not wait for the store, and the spool does not contain the image of every request. */
    @Test
    void admitsTwiceAsManyImagesAsWorkers() {
        List<Permit> large = acquired(2 * (WORKERS - 1), SMALL + 1);
        List<Permit> small = acquired(2 * WORKERS, 1);

        assertThatThrownBy(() -> limiter.acquire(SMALL + 1)).isInstanceOf(RenditionException.Busy.class);
        assertThatThrownBy(() -> limiter.acquire(1)).isInstanceOf(RenditionException.Busy.class);

        small.getFirst().acquireWorker();
        small.getFirst().release();
        large.forEach(Permit::release);
        withWorker(PIXELS).release();
    }

    @Test
    void limitsTheTotalTimeOfWaiting() {
        List<Permit> all = acquired(WORKERS, 1);
        all.forEach(Permit::acquireWorker);
        Permit last = limiter.acquire(1);
        long start = System.nanoTime();

        assertThatThrownBy(last::acquireWorker).isInstanceOf(RenditionException.Busy.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void releasesAllAfterAFailedAcquisition() {
        List<Permit> all = acquired(2 * WORKERS, 1);
        assertThatThrownBy(() -> limiter.acquire(1)).isInstanceOf(RenditionException.Busy.class);
        all.forEach(Permit::release);

        assertThatCode(() -> acquired(2 * WORKERS, 1)).doesNotThrowAnyException();
        assertThatCode(() -> withWorker(PIXELS).release()).doesNotThrowAnyException();
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

    private Permit withWorker(long pixels) {
        Permit permit = limiter.acquire(pixels);
        permit.acquireWorker();
        return permit;
    }

    private List<Permit> acquired(int count, long pixels) {
        return Stream.generate(() -> limiter.acquire(pixels)).limit(count).toList();
    }
}
