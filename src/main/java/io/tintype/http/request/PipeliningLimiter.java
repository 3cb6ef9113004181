package io.tintype.http.request;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Handles the pipelined requests of a connection (RFC 9112, section 9.3.2) one at a time, and only while the client
 * reads the responses. Otherwise Vert.x would decode all requests that arrive, and queue requests and responses without
 * a limit. It has no public API for the connection's reads, so this class installs {@link PipeliningGate} in the
 * connection's Netty pipeline.
 *
 * <p>HTTP/2 limits the open streams of a connection, but only after the client has acknowledged the limit (RFC 9113,
 * section 6.5.3). This class applies it from the first request on: Netty then refuses further streams.
 */
@Singleton
class PipeliningLimiter {

    /** Netty handlers of Vert.x's HTTP/1 pipeline. */
    private static final String DECODER = "httpDecoder";

    private static final String LAST = "handler";

    private final int maxStreams;

    PipeliningLimiter(@ConfigProperty(name = "quarkus.http.limits.max-concurrent-streams") int maxStreams) {
        this.maxStreams = maxStreams;
    }

    /** The failure handler sees requests that Vert.x rejects before any other handler. */
    void register(@Observes Router router) {
        HttpPipeline.PIPELINING.on(router).handler(this::install).failureHandler(this::install);
    }

    private void install(RoutingContext context) {
        HttpServerRequest request = context.request();
        Channel channel = ((ConnectionBase) request.connection()).channel();
        if (request.version() == HttpVersion.HTTP_2) {
            limitStreams(channel);
        } else {
            install(channel);
        }
        context.next();
    }

    private void limitStreams(Channel channel) {
        Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
        if (handler != null && handler.connection().remote().maxActiveStreams() > maxStreams) {
            handler.connection().remote().maxActiveStreams(maxStreams);
        }
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
