package io.tintype.http.request;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of a request. */
public final class OnRequestEnd {

    private OnRequestEnd() {}

    /**
     * Runs an action once, when the response has been sent or the client has disconnected. The client may have
     * disconnected before, while another thread verified the token: Vert.x does not call a handler that is added later,
     * so the action is run at once.
     */
    public static void then(RoutingContext context, Runnable action) {
        AtomicBoolean isDone = new AtomicBoolean();
        Runnable once = () -> {
            if (isDone.compareAndSet(false, true)) {
                action.run();
            }
        };
        context.addEndHandler(end -> once.run());
        if (context.response().closed()) {
            once.run();
        }
    }
}
