package io.tintype.http.request;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;

/** When a request is over. */
public final class OnRequestEnd {

    private OnRequestEnd() {}

    /**
     * Does something once, when the answer is there or the caller has gone. The caller may have gone already, while
     * another thread looked at the token: Vert.x tells a handler that comes later nothing any more, so then it is done
     * here and now.
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
