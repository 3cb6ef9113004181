package io.tintype.http.request;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes a resource of a request exactly once. If a consumer has begun to use it, the consumer closes it when it is
 * done, even if the client disconnects meanwhile. Otherwise the end of the request closes it. (After the client has
 * disconnected, Quarkus does not call the remaining handlers.) Thread-safe.
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
     * Creates an owner of a resource.
     *
     * @param action closes it; must not block, because an event loop may run it
     */
    public CloseOnce(Runnable action) {
        this.action = action;
    }

    /** Closes the resource at the end of a request, unless a consumer has begun to use it. */
    public void attachTo(RoutingContext context) {
        OnRequestEnd.then(context, this::endOfRequest);
    }

    /**
     * Transfers the responsibility for closing to the caller. Returns false if the request has ended and the resource
     * is closed.
     */
    public boolean beginConsuming() {
        return state.compareAndSet(State.WAITING, State.CONSUMED);
    }

    /** Closes the resource unless it is already closed. */
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
