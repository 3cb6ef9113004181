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
 *
 * <p>A permit includes a worker only after {@link Permit#acquireWorker}, so that workers do not wait for the store. The
 * number of permits is limited too, because the image of each one is in the spool.
 */
final class RenditionLimiter {

    /** Maximum total time that a request waits for others. */
    static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private static final int SMALL = 8;
    private static final int SHARE_OF_SMALL = 4;
    private static final int PERMITS_PER_WORKER = 2;

    private final int largest;
    private final Duration maxWait;
    private final Semaphore workers;
    private final Group small;
    private final Group large;

    /** The limits of the small or of the large images together. */
    private record Group(Semaphore permits, Semaphore pixels, Semaphore workers) {

        Group(int pixels, int workers) {
            this(
                    new Semaphore(workers * PERMITS_PER_WORKER, true),
                    new Semaphore(pixels, true),
                    new Semaphore(workers, true));
        }
    }

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
        this.small = new Group(pixels / SHARE_OF_SMALL, workers);
        this.large = new Group(pixels, workers - 1);
    }

    /**
     * Waits until an image may be read from the store.
     *
     * @param count number of pixels of the image, at most the budget
     * @throws RenditionException.Busy if that takes longer than {@link #MAX_WAIT}
     */
    Permit acquire(long count) {
        Permit permit = new Permit(count > largest ? large : small);
        try {
            permit.acquire(permit.group.permits, 1);
            permit.acquire(permit.group.pixels, (int) count);
            return permit;
        } catch (RenditionException.Busy e) {
            permit.release();
            throw e;
        }
    }

    /** The pixels and the worker that one image uses until it is released. */
    final class Permit {

        private final Group group;
        private final AtomicBoolean released = new AtomicBoolean();
        private long left = maxWait.toNanos();
        private Runnable releaseAll = () -> {};

        private Permit(Group group) {
            this.group = group;
        }

        /**
         * Waits for a worker.
         *
         * @throws RenditionException.Busy if this and {@link #acquire} together take longer than {@link #MAX_WAIT}
         */
        void acquireWorker() {
            acquire(group.workers, 1);
            acquire(workers, 1);
        }

        /**
         * Acquires more pixels without waiting, or throws {@link RenditionException.Busy}: two images that keep their
         * pixels and wait for each other's would deadlock.
         *
         * @param more if it is less than 1, nothing is acquired
         */
        void extend(long more) {
            if (more > 0 && !large.pixels.tryAcquire((int) more)) {
                throw new RenditionException.Busy();
            }
            if (more > 0) {
                add(large.pixels, (int) more);
            }
        }

        /** Releases everything. Further calls have no effect. */
        void release() {
            if (released.compareAndSet(false, true)) {
                releaseAll.run();
            }
        }

        private void acquire(Semaphore from, int count) {
            long start = System.nanoTime();
            try {
                if (!from.tryAcquire(count, left, TimeUnit.NANOSECONDS)) {
                    throw new RenditionException.Busy();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new RenditionException.Busy();
            }
            left -= System.nanoTime() - start;
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
