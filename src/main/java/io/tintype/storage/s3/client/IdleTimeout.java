package io.tintype.storage.s3.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Expires if nothing is received for a period of time. Used by one event loop. */
final class IdleTimeout {

    private final EventLoop loop;
    private final long limit;
    private final Runnable onTimeout;
    private boolean isRunning;
    private boolean isOver;
    private long restarted;
    private ScheduledFuture<?> timer;

    /** @param onTimeout runs on the event loop, at most once */
    IdleTimeout(EventLoop loop, Duration limit, Runnable onTimeout) {
        this.loop = loop;
        this.limit = limit.toNanos();
        this.onTimeout = onTimeout;
    }

    /** Starts the period, or restarts it because something was received; does nothing after {@link #cancel}. */
    void restart() {
        if (isOver) {
            return;
        }
        isRunning = true;
        restarted = System.nanoTime();
        if (timer == null) {
            checkIn(limit);
        }
    }

    /**
     * Suspends the timeout until the next {@link #restart}. The timer stays scheduled, because it is needed again soon,
     * or cancelled.
     */
    void suspend() {
        isRunning = false;
    }

    /**
     * Cancels the timeout permanently: bytes that are received later belong to another request on the same connection.
     */
    void cancel() {
        isOver = true;
        isRunning = false;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void checkIn(long nanos) {
        timer = loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        timer = null;
        if (!isRunning) {
            return;
        }
        long left = limit - (System.nanoTime() - restarted);
        if (left > 0) {
            checkIn(left);
            return;
        }
        isOver = true;
        onTimeout.run();
    }
}
