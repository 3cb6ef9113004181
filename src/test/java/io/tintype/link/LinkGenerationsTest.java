package io.tintype.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests when the generation of a library's links is read from the store, with the number of reads. */
class LinkGenerationsTest {

    private static final Library ANN = Library.of("ann");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int THREADS = 100;

    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5)); // overflows soon
    private final LinkGenerations generations = new LinkGenerations(this::read, this::begin, nanos::get);

    private int read(Library library) {
        reads.incrementAndGet();
        return stored.get();
    }

    private int begin(Library library) {
        return stored.incrementAndGet();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void readsOncePerLibraryFor30Seconds() {
        for (int i = 0; i < 1000; i++) {
            assertThat(generations.isCurrent(ANN, 0)).isTrue();
        }
        assertThat(reads).hasValue(1);

        pass(Duration.ofMillis(29_999));
        assertThat(generations.isCurrent(ANN, 0)).isTrue();
        assertThat(reads).hasValue(1);
        assertThat(generations.isCurrent(Library.of("bob"), 0)).isTrue();
        assertThat(reads).hasValue(2);

        pass(Duration.ofMillis(1));
        assertThat(generations.isCurrent(ANN, 0)).isTrue();
        assertThat(reads).hasValue(3);
    }

    @Test
    void refusesRevokedLinksAfter30SecondsIfAnotherInstanceHasRevokedThem() {
        assertThat(generations.isCurrent(ANN, 0)).isTrue();
        stored.set(1); // by another instance

        pass(Duration.ofMillis(29_999));
        assertThat(generations.isCurrent(ANN, 0)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(generations.isCurrent(ANN, 0)).isFalse();
        assertThat(generations.isCurrent(ANN, 1)).isTrue();
        assertThat(reads).hasValue(2);
    }

    @Test
    void refusesRevokedLinksAtOnceOnTheInstanceThatRevokesThem() {
        assertThat(generations.isCurrent(ANN, 0)).isTrue();

        assertThat(generations.next(ANN)).isEqualTo(1);

        assertThat(generations.isCurrent(ANN, 0)).isFalse();
        assertThat(generations.isCurrent(ANN, 1)).isTrue();
        assertThat(reads).hasValue(1);
    }

    @Test
    void readsAtMostOnceASecondForLinksOfANewerGeneration() {
        assertThat(generations.isCurrent(ANN, 0)).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThat(generations.isCurrent(ANN, 7)).isFalse();
        }
        assertThat(reads).hasValue(1);

        pass(Duration.ofSeconds(1));
        for (int i = 0; i < 1000; i++) {
            assertThat(generations.isCurrent(ANN, 7)).isFalse();
        }
        assertThat(reads).hasValue(2);

        stored.set(7);
        pass(Duration.ofSeconds(1));
        assertThat(generations.isCurrent(ANN, 7)).isTrue();
        assertThat(generations.isCurrent(ANN, 0)).isFalse();
        assertThat(reads).hasValue(3);
    }

    @Test
    void opensNoLinkOfAnOlderOrImpossibleGeneration() {
        stored.set(3);
        for (long generation : List.of(Long.MIN_VALUE, -1L, 0L, 2L, 4L, (long) Integer.MAX_VALUE + 4, Long.MAX_VALUE)) {
            assertThat(generations.isCurrent(ANN, generation))
                    .as("" + generation)
                    .isFalse();
        }
        assertThat(generations.isCurrent(ANN, 3)).isTrue();
        assertThat(reads).hasValue(1);
    }

    @Test
    void readsTheStoreForEachNewLink() {
        assertThat(generations.read(ANN)).isZero();
        stored.set(1);

        assertThat(generations.read(ANN)).isEqualTo(1);

        assertThat(generations.isCurrent(ANN, 1)).isTrue();
        assertThat(reads).hasValue(2);
    }

    @Test
    void sharesOneReadAmongThreads() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        LinkGenerations slow = new LinkGenerations(
                library -> {
                    reads.incrementAndGet();
                    awaitRelease(release);
                    return 0;
                },
                this::begin,
                nanos::get);

        assertThat(isCurrentInThreads(slow, release)).containsOnly(true);
        assertThat(reads).hasValue(1);
    }

    @Test
    void sharesOneFailureAmongThreadsAndReadsAgainAfterwards() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        LinkGenerations failing = new LinkGenerations(
                library -> {
                    if (reads.incrementAndGet() == 1) {
                        awaitRelease(release);
                        throw new StorageException.Unavailable("down", null);
                    }
                    return 0;
                },
                this::begin,
                nanos::get);

        assertThat(isCurrentInThreads(failing, release)).hasSize(THREADS).containsOnly(false);
        assertThat(reads).hasValue(1);
        assertThat(failing.isCurrent(ANN, 0)).isTrue();
        assertThat(reads).hasValue(2);
    }

    @Test
    void keepsWhatItKnewIfARevocationFails() {
        LinkGenerations failing = new LinkGenerations(
                this::read,
                library -> {
                    throw new StorageException.Unavailable("down", null);
                },
                nanos::get);
        assertThat(failing.isCurrent(ANN, 0)).isTrue();

        assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(() -> failing.next(ANN));

        assertThat(failing.isCurrent(ANN, 0)).isTrue();
        assertThat(reads).hasValue(1);
    }

    /** Returns the results of concurrent calls, and false for each that failed because of the store. */
    private static List<Boolean> isCurrentInThreads(LinkGenerations generations, CountDownLatch release)
            throws Exception {
        CountDownLatch started = new CountDownLatch(THREADS);
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        Callable<Boolean> call = () -> {
            threads.add(Thread.currentThread());
            started.countDown();
            try {
                return generations.isCurrent(ANN, 0);
            } catch (StorageException.Unavailable _) {
                return false;
            }
        };
        try (ExecutorService executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<Boolean>> results = Collections.nCopies(THREADS, call).stream()
                    .map(executor::submit)
                    .toList();
            started.await();
            await().atMost(SOON)
                    .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
            release.countDown();
            List<Boolean> values = new ArrayList<>();
            for (Future<Boolean> result : results) {
                values.add(result.get());
            }
            return values;
        }
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
