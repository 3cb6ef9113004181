package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pins what the transport relies on beyond the public API of Vert.x. */
class VertxInternalsTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aContextRunsOnItsEventLoop() throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Boolean> isOnLoop = new CompletableFuture<>();

        context.runOnContext(
                _ -> isOnLoop.complete(VertxInternals.eventLoop(context).inEventLoop()));

        assertThat(isOnLoop.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anActionOnTheEventLoopRunsAtOnceAndInTheContext() throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> current = new CompletableFuture<>();

        VertxInternals.eventLoop(context).execute(() -> {
            CompletableFuture<Context> seen = new CompletableFuture<>();
            VertxInternals.run(context, () -> seen.complete(Vertx.currentContext()));
            current.complete(seen.getNow(null));
        });

        assertThat(current.get(10, TimeUnit.SECONDS)).isSameAs(context);
    }

    @Test
    void namesAreResolvedOnAnEventLoop() throws Exception {
        EventLoop loop = VertxInternals.eventLoop(vertx.getOrCreateContext());

        InetSocketAddress address = VertxInternals.resolver(vertx)
                .getResolver(loop)
                .resolve(InetSocketAddress.createUnresolved("localhost", 443))
                .get(10, TimeUnit.SECONDS);

        assertThat(address.isUnresolved()).isFalse();
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
        assertThat(address.getPort()).isEqualTo(443);
    }
}
