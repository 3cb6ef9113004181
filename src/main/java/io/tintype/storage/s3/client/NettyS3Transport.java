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
 * The line by Netty, on Vert.x's event loops: a request and its answer pass by the loop that the caller's own request
 * came by, on a connection of that loop. Nothing is read ahead, for the kernel has room for it: a connection is read
 * when its bytes are wanted.
 */
final class NettyS3Transport implements S3Transport, AutoCloseable {

    /** The last handler of a connection; that of its request comes before. */
    static final String UNUSED_CHANNEL_HANDLER = "unused-channel-handler";

    private static final AttributeKey<Long> ANSWERED = AttributeKey.valueOf(NettyS3Transport.class, "answered");

    private static final Logger LOG = Logger.getLogger(NettyS3Transport.class);
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;
    private static final int PIECE = 64 * 1024;

    /** Of an answer that is not taken, in the operating system: 2 MB and more if it had no bound. A store is near. */
    private static final int RECEIVE_BUFFER = 256 * 1024;

    private final Vertx vertx;
    private final S3Timeouts timeouts;
    private final S3Proxy proxy;
    private final Map<PoolKey, ChannelPool> pools = new ConcurrentHashMap<>();

    /** Connections that serve no request since before this are not used again. A {@link System#nanoTime}. */
    private volatile long distrustedBefore = System.nanoTime();

    /** @param vertx whose loops these are; it stays the caller's */
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
     * Has no connection used again that timeouts for a request now. One of them broke, or fell silent, before it answered:
     * a store that restarts, or a firewall on the way, drops all of them alike, and a retry would meet the next.
     */
    private void distrust() {
        distrustedBefore = System.nanoTime();
    }

    /** Notes that the connection has served a request. */
    static void markAnswered(Channel channel) {
        channel.attr(ANSWERED).set(System.nanoTime());
    }

    static boolean isReused(Channel channel) {
        return channel.hasAttr(ANSWERED);
    }

    private Future<Boolean> isHealthy(Channel channel) {
        boolean isTrusted = !isReused(channel) || channel.attr(ANSWERED).get() - distrustedBefore > 0;
        if (!isTrusted) {
            channel.close(); // the pool leaves that to others where it takes a connection back
        }
        return channel.eventLoop().newSucceededFuture(channel.isActive());
    }

    /** Connections stay on their loop: from one to another, each piece of a body would have a way between threads. */
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

    /** Makes a new connection one of HTTP. */
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
                pipeline.addLast(new ChunkedWriteHandler()); // what is encrypted cannot be sent as a file
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

    /** Of a connection that serves no request: whatever S3 says then, it is of no use any more. */
    private static final class UnusedChannelHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            ReferenceCountUtil.release(message);
            connection.close();
        }

        /** Before the store or a firewall does it, which may not say so. */
        @Override
        public void userEventTriggered(ChannelHandlerContext connection, Object event) {
            if (event instanceof IdleStateEvent) {
                connection.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
            LOG.debug("an idle connection to S3 breaks", cause);
            connection.close();
        }
    }
}
