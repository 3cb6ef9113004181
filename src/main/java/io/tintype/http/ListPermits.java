package io.tintype.http;

import io.tintype.http.problem.ListsBusyException;
import io.tintype.http.request.OnRequestEnd;
import io.tintype.http.request.RequestSubject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the pages of lists that are in memory at the same time, by their total number of images. A page stays in
 * memory until it has been sent, even if its client does not read. One subject may have a quarter of the total.
 * Requests beyond the limits wait for a few seconds on their virtual threads. Thread-safe.
 */
@Singleton
class ListPermits {

    /** The memory of an image, as an object and in JSON, with a file name of usual length. */
    private static final int BYTES_PER_IMAGE = 1024;

    private static final int PART_OF_HEAP = 8;
    private static final int PART_OF_ONE_SUBJECT = 4;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final int max;
    private final int maxPerSubject;
    private int total;
    private final Map<String, Integer> bySubject = new HashMap<>(); // only subjects with a count above 0

    ListPermits() {
        max = Math.toIntExact(Math.min(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES_PER_IMAGE, 1 << 20));
        maxPerSubject = Math.max(1, max / PART_OF_ONE_SUBJECT);
    }

    /**
     * Acquires permits for the page of a request, before it is read from the store, until the request has ended.
     *
     * @throws ListsBusyException if other requests do not release enough permits within a few seconds
     */
    void acquire(RoutingContext context, int images) {
        Optional<String> subject = RequestSubject.of(context);
        int share = Math.min(images, maxPerSubject);
        if (!tryAcquire(subject, share)) {
            throw new ListsBusyException();
        }
        OnRequestEnd.then(context, () -> release(subject, share));
    }

    private synchronized boolean tryAcquire(Optional<String> subject, int images) {
        long end = System.nanoTime() + MAX_WAIT.toNanos();
        while (!fits(subject, images)) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return false;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        total += images;
        subject.ifPresent(name -> bySubject.merge(name, images, Integer::sum));
        return true;
    }

    private boolean fits(Optional<String> subject, int images) {
        int ofSubject = subject.map(name -> bySubject.getOrDefault(name, 0)).orElse(0);
        return total + images <= max && ofSubject + images <= maxPerSubject;
    }

    private synchronized void release(Optional<String> subject, int images) {
        total -= images;
        subject.ifPresent(
                name -> bySubject.computeIfPresent(name, (same, count) -> count == images ? null : count - images));
        notifyAll();
    }
}
