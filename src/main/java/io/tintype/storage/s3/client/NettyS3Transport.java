package io.tintype.storage.s3.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.ChannelPool;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jboss.logging.Logger;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sends requests with Netty, on the event loops of Vert.x. A request and its response use the event loop on which the
 * caller's own request arrived, and a connection of that loop. A connection is read only when its bytes are needed;
 * until then, the kernel buffers them.
 */
final class NettyS3Transport implements S3Transport, AutoCloseable {

    /** The name of the last handler of a connection. The handler of the current request precedes it. */
    static final String UNUSED_CHANNEL_HANDLER = "unused-channel-handler";

    private static final AttributeKey<Long> LAST_RESPONSE =
            AttributeKey.valueOf(NettyS3Transport.class, "last-response");

    private static final Logger LOG = Logger.getLogger(NettyS3Transport.class);
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;
    private static final int PIECE = 64 * 1024;

    /**
     * Limits the bytes of an unread response in the operating system, which would be 2 MB or more without a limit. A
     * store is near, so a larger buffer is not needed.
     */
    private static final int RECEIVE_BUFFER = 256 * 1024;

    private final Vertx vertx;
    private final S3Timeouts timeouts;
    private final S3Proxy proxy;
    private final Map<PoolKey, ChannelPool> pools = new ConcurrentHashMap<>();

    /** Connections that served their last request before this {@link System#nanoTime} are not used again. */
    private volatile long distrustedBefore = System.nanoTime();

    /** @param vertx provides the event loops; the caller closes it */
    NettyS3Transport(Vertx vertx, S3Timeouts timeouts, S3Proxy proxy) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.proxy = proxy;
    }

    @Override
    public S3Response send(S3Request call, SdkHttpRequest signed, Duration time) {
        Context context = vertx.getOrCreateContext();
        PoolKey key = new PoolKey(
                VertxInternals.eventLoop(context), signed.protocol().equals("https"), signed.host(), signed.port());
        ChannelPool pool = pools.computeIfAbsent(key, this::pool);
        return new S3ResponseHandler(call, signed, context, pool, timeouts.readTimeout(), this::distrust).run(time);
    }

    @Override
    public void close() {
        pools.values().forEach(ChannelPool::close);
    }

    /**
     * Excludes all connections that are idle now from further use. One of them broke, or received nothing, before its
     * response started: a store that restarts, or a firewall on the way, drops all of them alike, and a retry would use
     * the next broken connection.
     */
    private void distrust() {
        distrustedBefore = System.nanoTime();
    }

    /** Records that the connection has served a request. */
    static void markAnswered(Channel channel) {
        channel.attr(LAST_RESPONSE).set(System.nanoTime());
    }

    static boolean isReused(Channel channel) {
        return channel.hasAttr(LAST_RESPONSE);
    }

    private Future<Boolean> isHealthy(Channel channel) {
        boolean isTrusted = !isReused(channel) || channel.attr(LAST_RESPONSE).get() - distrustedBefore > 0;
        if (!isTrusted) {
            channel.close(); // the pool does not close an unhealthy connection that is released
        }
        return channel.eventLoop().newSucceededFuture(channel.isActive());
    }

    /**
     * Identifies a pool. Connections stay on their event loop, because otherwise each piece of a body would pass from
     * one thread to another.
     */
    private record PoolKey(EventLoop loop, boolean isTls, String host, int port) {}

    private ChannelPool pool(PoolKey key) {
        boolean isProxied = proxy.isFor(key.host());
        boolean isTunnelled = isProxied && key.isTls();
        Bootstrap bootstrap = new Bootstrap()
                .group(key.loop())
                .channel(NioSocketChannel.class)
                .resolver(isTunnelled ? NoopAddressResolverGroup.INSTANCE : VertxInternals.resolver(vertx))
                .remoteAddress(
                        isProxied && !isTunnelled
                                ? proxy.address()
                                : InetSocketAddress.createUnresolved(key.host(), key.port()))
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        timeouts.connectTimeout().toMillis());
        return new FixedChannelPool(
                bootstrap,
                new ConnectionInitializer(key, key.isTls() ? tls() : null, isProxied),
                this::isHealthy,
                FixedChannelPool.AcquireTimeoutAction.FAIL,
                timeouts.acquireTimeout().toMillis(),
                timeouts.maxConnections(),
                Integer.MAX_VALUE);
    }

    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    /** Adds the HTTP handlers to a new connection. */
    private final class ConnectionInitializer extends AbstractChannelPoolHandler {

        private final PoolKey key;
        private final SslContext tls;
        private final boolean isProxied;

        ConnectionInitializer(PoolKey key, SslContext tls, boolean isProxied) {
            this.key = key;
            this.tls = tls;
            this.isProxied = isProxied;
        }

        @Override
        public void channelCreated(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            if (isProxied && tls != null) {
                pipeline.addLast(
                        S3Proxy.resolving(VertxInternals.resolver(vertx)), proxy.tunnel(timeouts.readTimeout()));
            }
            if (tls != null) {
                pipeline.addLast(verifying(tls.newHandler(channel.alloc(), key.host(), key.port())));
            }
            pipeline.addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, PIECE));
            if (tls != null) {
                pipeline.addLast(new ChunkedWriteHandler()); // a file region cannot be encrypted
            }
            if (isProxied && tls == null) {
                pipeline.addLast(proxy.absoluteForm());
            }
            pipeline.addLast(new IdleStateHandler(0, 0, timeouts.idleTimeout().toMillis(), TimeUnit.MILLISECONDS));
            pipeline.addLast(UNUSED_CHANNEL_HANDLER, new UnusedChannelHandler());
        }

        private SslHandler verifying(SslHandler handler) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            handler.engine().setSSLParameters(parameters);
            return handler;
        }
    }

    /** Handles a connection that serves no request. If S3 sends anything on the connection, it is no longer usable. */
    private static final class UnusedChannelHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            ReferenceCountUtil.release(message);
            connection.close();
        }

        /** Closes the connection before the store or a firewall does, because they may not send a notice. */
        @Override
        public void userEventTriggered(ChannelHandlerContext connection, Object event) {
            if (event instanceof IdleStateEvent) {
                connection.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
            LOG.debug("an idle connection to S3 failed", cause);
            connection.close();
        }
    }
}
