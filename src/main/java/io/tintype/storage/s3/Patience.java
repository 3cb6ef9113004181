package io.tintype.storage.s3;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Runs out when nothing was heard for a time. Of one event loop alone. */
final class Patience {

    private static final long NONE = -1;

    private final Vertx vertx;
    private final long most;
    private final Runnable late;
    private boolean isWaiting;
    private long heard;
    private long timer = NONE;

    /** @param late is run on the event loop, and nothing else is after it */
    Patience(Vertx vertx, Duration most, Runnable late) {
        this.vertx = vertx;
        this.most = most.toMillis();
        this.late = late;
    }

    /** From now on, and again whenever something was heard. */
    void start() {
        isWaiting = true;
        heard = System.nanoTime();
        if (timer == NONE) {
            timer = vertx.setTimer(most, this::look);
        }
    }

    /** Until the next {@link #start}. Its timer stays: it is needed again soon, or ended. */
    void pause() {
        isWaiting = false;
    }

    void end() {
        isWaiting = false;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void look(long fired) {
        timer = NONE;
        long left = most - (System.nanoTime() - heard) / 1_000_000;
        if (isWaiting && left > 0) {
            timer = vertx.setTimer(left, this::look);
        } else if (isWaiting) {
            late.run();
        }
    }
}
