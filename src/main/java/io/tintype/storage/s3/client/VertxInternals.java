package io.tintype.storage.s3.client;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.net.InetSocketAddress;

/**
 * What the transport needs of Vert.x that is not in its public API. VertxInternalsTest has what the transport relies on.
 */
final class VertxInternals {

    private VertxInternals() {}

    /** Returns the event loop of a context: that of the caller's connection, where the context is a request's. */
    static EventLoop eventLoop(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** Runs an action in a context, and at once on its event loop. The log has the context's request id meanwhile. */
    static void run(Context context, Runnable action) {
        ((ContextInternal) context).dispatch(action);
    }

    /** Returns the resolver of host names, with the settings of Vert.x and without a blocked event loop. */
    static AddressResolverGroup<InetSocketAddress> resolver(Vertx vertx) {
        return ((VertxInternal) vertx).nettyAddressResolverGroup();
    }
}
