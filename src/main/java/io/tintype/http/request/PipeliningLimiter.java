package io.tintype.http.request;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Handles the pipelined requests of a connection (RFC 9112, section 9.3.2) one at a time, and only while the client
 * reads the responses. Otherwise Vert.x would decode all requests that arrive, and queue requests and responses without
 * a limit. It has no public API for the connection's reads, so this class installs {@link PipeliningGate} in the
 * connection's Netty pipeline.
 */
@Singleton
class PipeliningLimiter {

    /** Netty handlers of Vert.x's HTTP/1 pipeline. */
    private static final String DECODER = "httpDecoder";

    private static final String LAST = "handler";

    /** The failure handler sees requests that Vert.x rejects before any other handler. */
    void register(@Observes Router router) {
        HttpPipeline.PIPELINING
                .on(router)
                .handler(PipeliningLimiter::install)
                .failureHandler(PipeliningLimiter::install);
    }

    private static void install(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2) {
            install(((ConnectionBase) request.connection()).channel());
        }
        context.next();
    }

    private static void install(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(PipeliningGate.class) != null || pipeline.get(DECODER) == null || pipeline.get(LAST) == null) {
            return;
        }
        PipeliningGate gate = new PipeliningGate();
        // Reads one buffer at a time, because the gate must keep everything that was read before it closed.
        if (channel.config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
            reads.maxMessagesPerRead(1);
        }
        pipeline.addBefore(LAST, null, gate);
        pipeline.addBefore(DECODER, null, gate.bytes());
    }
}
