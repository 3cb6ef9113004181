package io.tintype.storage.s3.client;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The proxy between the service and its store, if there is one. It provides a tunnel (CONNECT) for https, and receives
 * requests with absolute URIs for http.
 *
 * @param address unresolved; null if there is no proxy
 * @param user null if the proxy requires no credentials
 * @param direct hosts that are connected to without the proxy
 */
record S3Proxy(InetSocketAddress address, String user, String password, List<Pattern> direct) {

    static final S3Proxy NONE = new S3Proxy(null, null, null, List.of());

    boolean isFor(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return address != null
                && direct.stream().noneMatch(hosts -> hosts.matcher(name).matches());
    }

    /** Returns a handler that requests a tunnel to the connection's address. Writes wait until the tunnel is open. */
    ChannelHandler tunnel(Duration patience) {
        HttpProxyHandler handler =
                user == null ? new HttpProxyHandler(address) : new HttpProxyHandler(address, user, password);
        handler.setConnectTimeoutMillis(patience.toMillis());
        return handler;
    }

    /** Returns a handler that resolves the proxy's name for its {@link #tunnel}, which does not resolve it. */
    static ChannelHandler resolving(AddressResolverGroup<InetSocketAddress> names) {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void connect(
                    ChannelHandlerContext connection,
                    SocketAddress remote,
                    SocketAddress local,
                    ChannelPromise promise) {
                names.getResolver(connection.channel().eventLoop())
                        .resolve(remote)
                        .addListener((Future<InetSocketAddress> resolved) -> {
                            if (resolved.isSuccess()) {
                                connection.connect(resolved.getNow(), local, promise);
                            } else {
                                promise.setFailure(resolved.cause());
                            }
                        });
            }
        };
    }

    /**
     * Returns a handler that adds the host to each request target, as a proxy requires (RFC 9112, section 3.2.2).
     */
    ChannelHandler absoluteForm() {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext connection, Object message, ChannelPromise promise) {
                if (message instanceof HttpRequest request) {
                    request.setUri("http://" + request.headers().get(HttpHeaderNames.HOST) + request.uri());
                    if (user != null) {
                        request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, credentials());
                    }
                }
                connection.write(message, promise);
            }
        };
    }

    private String credentials() {
        String text = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return String.valueOf(address); // without the password
    }
}
