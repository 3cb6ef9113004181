package io.tintype.http.upload;

import static io.tintype.http.upload.UploadPermits.Decision.GRANTED;
import static io.tintype.http.upload.UploadPermits.Decision.TOO_MANY;
import static io.tintype.http.upload.UploadPermits.Decision.TOO_MANY_OF_SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UploadPermitsTest {

    private static final Optional<String> ANN = Optional.of("ann");
    private static final Optional<String> BOB = Optional.of("bob");

    private final UploadPermits permits = new UploadPermits(3, 2);

    @Test
    void grantsASubjectItsShareAndOthersTheRest() {
        assertThat(permits.tryAcquire(ANN)).isEqualTo(GRANTED);
        assertThat(permits.tryAcquire(ANN)).isEqualTo(GRANTED);
        assertThat(permits.tryAcquire(ANN)).isEqualTo(TOO_MANY_OF_SUBJECT);
        assertThat(permits.tryAcquire(BOB)).isEqualTo(GRANTED);
        assertThat(permits.tryAcquire(BOB)).isEqualTo(TOO_MANY);
    }

    @Test
    void grantsWhatWasReleased() {
        permits.tryAcquire(ANN);
        permits.tryAcquire(ANN);

        permits.release(ANN);

        assertThat(permits.tryAcquire(ANN)).isEqualTo(GRANTED);
        assertThat(permits.tryAcquire(ANN)).isEqualTo(TOO_MANY_OF_SUBJECT);
    }

    @Test
    void countsCallersWithoutASubjectInTotalOnly() {
        for (int i = 0; i < 3; i++) {
            assertThat(permits.tryAcquire(Optional.empty())).isEqualTo(GRANTED);
        }
        assertThat(permits.tryAcquire(Optional.empty())).isEqualTo(TOO_MANY);
        assertThat(permits.tryAcquire(ANN)).isEqualTo(TOO_MANY);

        permits.release(Optional.empty());

        assertThat(permits.tryAcquire(ANN)).isEqualTo(GRANTED);
    }

    @Test
    void neverGrantsMoreThanThereAre() {
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Optional<String>> subjects = List.of(ANN, BOB, Optional.empty());

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 3000)
                    .forEach(i -> threads.submit(() -> {
                        Optional<String> subject = subjects.get(i % 3);
                        if (permits.tryAcquire(subject) == GRANTED) {
                            most.accumulateAndGet(held.incrementAndGet(), Math::max);
                            Thread.yield();
                            held.decrementAndGet();
                            permits.release(subject);
                        }
                    }));
        }

        assertThat(most.get()).isBetween(1, 3);
        assertThat(IntStream.range(0, 3).mapToObj(i -> permits.tryAcquire(Optional.empty())))
                .containsOnly(GRANTED);
        assertThat(permits.tryAcquire(Optional.empty())).isEqualTo(TOO_MANY);
    }
}
