package io.tintype.http.request;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes what a request holds, exactly once: its consumer does when it is done, even if the client disconnects
 * meanwhile; the end of the request does where no consumer has begun. (Quarkus does not call the handlers that are left
 * once the client has disconnected.) Thread-safe.
 */
public final class CloseOnce implements AutoCloseable {

    private enum State {
        WAITING,
        CONSUMED,
        CLOSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Runnable action;

    /**
     * Creates an owner of something open.
     *
     * @param action closes it; must not block, for an event loop may run it
     */
    public CloseOnce(Runnable action) {
        this.action = action;
    }

    /** Closes at the end of a request, unless a consumer has begun. */
    public void attachTo(RoutingContext context) {
        OnRequestEnd.then(context, this::endOfRequest);
    }

    /** Leaves the closing to the caller; returns false if the request has ended, and with it all that could be read. */
    public boolean beginConsuming() {
        return state.compareAndSet(State.WAITING, State.CONSUMED);
    }

    /** Closes unless it is done already. */
    @Override
    public void close() {
        if (state.getAndSet(State.CLOSED) != State.CLOSED) {
            action.run();
        }
    }

    void endOfRequest() {
        if (state.compareAndSet(State.WAITING, State.CLOSED)) {
            action.run();
        }
    }
}
