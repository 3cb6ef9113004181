package io.tintype.storage.s3;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs out when nothing was heard for a time. Of one event loop alone. */
final class Patience {

    private final EventLoop loop;
    private final long most;
    private final Runnable late;
    private boolean isWaiting;
    private boolean isOver;
    private long heard;
    private ScheduledFuture<?> timer;

    /** @param late is run on the event loop, once */
    Patience(EventLoop loop, Duration most, Runnable late) {
        this.loop = loop;
        this.most = most.toNanos();
        this.late = late;
    }

    /** From now on, and again whenever something was heard; does nothing after {@link #end}. */
    void start() {
        if (isOver) {
            return;
        }
        isWaiting = true;
        heard = System.nanoTime();
        if (timer == null) {
            lookIn(most);
        }
    }

    /** Until the next {@link #start}. Its timer stays: it is needed again soon, or ended. */
    void pause() {
        isWaiting = false;
    }

    /** For good: what is heard later is of another request on the same connection. */
    void end() {
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
