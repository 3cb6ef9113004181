package io.tintype.storage.s3.client;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.net.InetSocketAddress;

/**
 * Provides functions of Vert.x that the transport needs and that are not public API. VertxInternalsTest verifies the
 * behaviour that the transport relies on.
 */
final class VertxInternals {

    private VertxInternals() {}

    /**
     * Returns the event loop of a context. For the context of a request, this is the event loop of the caller's
     * connection.
     */
    static EventLoop eventLoop(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /**
     * Runs an action in a context, at once if the caller is on the context's event loop. Log lines of the action have
     * the context's request id.
     */
    static void run(Context context, Runnable action) {
        ((ContextInternal) context).dispatch(action);
    }

    /** Returns the resolver of host names, which has the settings of Vert.x and does not block an event loop. */
    static AddressResolverGroup<InetSocketAddress> resolver(Vertx vertx) {
        return ((VertxInternal) vertx).nettyAddressResolverGroup();
    }
}
