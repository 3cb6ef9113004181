package io.tintype.storage.s3.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs out when nothing was heard for a time. Of one event loop alone. */
final class IdleTimeout {

    private final EventLoop loop;
    private final long most;
    private final Runnable late;
    private boolean isWaiting;
    private boolean isOver;
    private long heard;
    private ScheduledFuture<?> timer;

    /** @param late is run on the event loop, once */
    IdleTimeout(EventLoop loop, Duration most, Runnable late) {
        this.loop = loop;
        this.most = most.toNanos();
        this.late = late;
    }

    /** From now on, and again whenever something was heard; does nothing after {@link #cancel}. */
    void restart() {
        if (isOver) {
            return;
        }
        isWaiting = true;
        heard = System.nanoTime();
        if (timer == null) {
            lookIn(most);
        }
    }

    /** Until the next {@link #restart}. Its timer stays: it is needed again soon, or ended. */
    void suspend() {
        isWaiting = false;
    }

    /** For good: what is heard later is of another request on the same connection. */
    void cancel() {
        isOver = true;
        isWaiting = false;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void lookIn(long nanos) {
        timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        timer = null;
        if (!isWaiting) {
            return;
        }
        long left = most - (System.nanoTime() - heard);
        if (left > 0) {
            lookIn(left);
            return;
        }
        isOver = true;
        late.run();
    }
}
