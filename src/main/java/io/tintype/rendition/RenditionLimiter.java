package io.tintype.rendition;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits the renditions that are made at the same time, by workers and by the pixels of their images, in order of
 * arrival. An image is small if it has at most an eighth of the pixel budget. Large images share the whole budget and
 * all workers but the last. Small images have an additional quarter of the budget. So small images do not wait for large
 * ones, however long those take.
 */
final class RenditionLimiter {

    /** Maximum total time that a request waits for others. */
    static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private static final int SMALL = 8;
    private static final int SHARE_OF_SMALL = 4;

    private final int largest;
    private final Duration maxWait;
    private final Semaphore workers;
    private final Semaphore workersForLarge;
    private final Semaphore pixels;
    private final Semaphore pixelsForSmall;

    /**
     * Creates a limiter.
     *
     * @param pixels the budget of all large images together; small images have an additional quarter
     * @param workers at least 2, of which one is for small images
     */
    RenditionLimiter(int pixels, int workers) {
        this(pixels, workers, MAX_WAIT);
    }

    RenditionLimiter(int pixels, int workers, Duration maxWait) {
        this.largest = pixels / SMALL;
        this.maxWait = maxWait;
        this.workers = new Semaphore(workers, true);
        this.workersForLarge = new Semaphore(workers - 1, true);
        this.pixels = new Semaphore(pixels, true);
        this.pixelsForSmall = new Semaphore(pixels / SHARE_OF_SMALL, true);
    }

    /**
     * Waits until an image may be decoded.
     *
     * @param count number of pixels of the image, at most the budget
     * @throws RenditionException.Busy if that takes longer than {@link #MAX_WAIT}
     */
    Permit acquire(long count) {
        Permit permit = new Permit(System.nanoTime() + maxWait.toNanos());
        try {
            if (count > largest) {
                permit.acquire(workersForLarge, 1);
                permit.acquire(pixels, (int) count);
            } else {
                permit.acquire(pixelsForSmall, (int) count);
            }
            permit.acquire(workers, 1);
            return permit;
        } catch (RenditionException.Busy e) {
            permit.release();
            throw e;
        }
    }

    /** The worker and pixels that one image uses until it is released. */
    final class Permit {

        private final long deadline;
        private final AtomicBoolean released = new AtomicBoolean();
        private Runnable releaseAll = () -> {};

        private Permit(long deadline) {
            this.deadline = deadline;
        }

        /**
         * Acquires more pixels without waiting, or throws {@link RenditionException.Busy}: two jobs that keep their
         * workers and wait for each other's pixels would deadlock.
         *
         * @param more if it is less than 1, nothing is acquired
         */
        void extend(long more) {
            if (more > 0 && !pixels.tryAcquire((int) more)) {
                throw new RenditionException.Busy();
            }
            if (more > 0) {
                add(pixels, (int) more);
            }
        }

        /** Releases everything. Further calls have no effect. */
        void release() {
            if (released.compareAndSet(false, true)) {
                releaseAll.run();
            }
        }

        private void acquire(Semaphore from, int count) {
            try {
                if (!from.tryAcquire(count, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new RenditionException.Busy();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new RenditionException.Busy();
            }
            add(from, count);
        }

        private void add(Semaphore from, int count) {
            Runnable before = releaseAll;
            releaseAll = () -> {
                before.run();
                from.release(count);
            };
        }
    }
}
