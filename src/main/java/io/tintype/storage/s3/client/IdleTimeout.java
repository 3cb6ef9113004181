package io.tintype.storage.s3.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs out when nothing was received for a time. Used by one event loop. */
final class IdleTimeout {

    private final EventLoop loop;
    private final long limit;
    private final Runnable onTimeout;
    private boolean isRunning;
    private boolean isOver;
    private long restarted;
    private ScheduledFuture<?> timer;

    /** @param onTimeout is run on the event loop, once */
    IdleTimeout(EventLoop loop, Duration limit, Runnable onTimeout) {
        this.loop = loop;
        this.limit = limit.toNanos();
        this.onTimeout = onTimeout;
    }

    /** Starts to wait, or starts again because something was received; does nothing after {@link #cancel}. */
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

    /** Stops waiting until the next {@link #restart}. The timer stays: it is needed again soon, or cancelled. */
    void suspend() {
        isRunning = false;
    }

    /** Stops waiting for good: what is received later belongs to another request on the same connection. */
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
