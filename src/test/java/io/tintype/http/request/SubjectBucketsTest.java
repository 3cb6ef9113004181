package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubjectBucketsTest {

    private long now;

    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void allowsTheRequestsOfOneSecondAtOnceAndThenTheRate() {
        SubjectBuckets buckets = new SubjectBuckets(4, clock);

        assertThat(consumed(buckets, "ann", 10)).isEqualTo(4);
        pass(250);
        assertThat(consumed(buckets, "ann", 10)).isEqualTo(1);
        pass(10_000);
        assertThat(consumed(buckets, "ann", 10)).isEqualTo(4);
    }

    @Test
    void tellsWhatRemainsAndHowLongToWait() {
        SubjectBuckets buckets = new SubjectBuckets(2, clock);

        ConsumptionProbe first = buckets.tryConsume("ann");
        assertThat(first.getRemainingTokens()).isEqualTo(1);
        buckets.tryConsume("ann");
        ConsumptionProbe third = buckets.tryConsume("ann");

        assertThat(third.isConsumed()).isFalse();
        assertThat(third.getRemainingTokens()).isZero();
        assertThat(third.getNanosToWaitForRefill()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
    }

    @Test
    void limitsEachSubjectAlone() {
        SubjectBuckets buckets = new SubjectBuckets(2, clock);

        assertThat(consumed(buckets, "ann", 5)).isEqualTo(2);
        assertThat(consumed(buckets, "eve", 5)).isEqualTo(2);
        assertThat(consumed(buckets, "", 5)).isEqualTo(2);
    }

    @Test
    void keepsABoundedNumberOfSubjects() {
        SubjectBuckets buckets = new SubjectBuckets(2, clock);

        IntStream.range(0, 100_000).forEach(i -> buckets.tryConsume("subject-" + i));

        assertThat(buckets.size()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void keepsFewerLongSubjects() {
        SubjectBuckets buckets = new SubjectBuckets(2, clock);

        IntStream.range(0, 2_000).forEach(i -> buckets.tryConsume(i + "x".repeat(10_000)));

        assertThat(buckets.size()).isLessThanOrEqualTo(200);
    }

    @Test
    void countsParallelRequestsExactly() throws Exception {
        SubjectBuckets buckets = new SubjectBuckets(50, clock);
        Callable<Long> client = () -> consumed(buckets, "ann", 100);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            long all = 0;
            for (Future<Long> consumed : clients.invokeAll(
                    IntStream.range(0, 8).mapToObj(i -> client).toList())) {
                all += consumed.get();
            }

            assertThat(all).isEqualTo(50);
        }
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static long consumed(SubjectBuckets buckets, String subject, int requests) {
        return IntStream.range(0, requests)
                .filter(i -> buckets.tryConsume(subject).isConsumed())
                .count();
    }
}
