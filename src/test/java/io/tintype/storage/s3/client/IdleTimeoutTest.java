package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleTimeoutTest {

    private static final Duration MOST = Duration.ofMillis(50);

    private final EventLoop loop = new DefaultEventLoop();
    private final AtomicInteger late = new AtomicInteger();
    private final IdleTimeout idleTimeout = new IdleTimeout(loop, MOST, late::incrementAndGet);

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void runsOutOnce() {
        onLoop(IdleTimeout::restart);

        await().untilAsserted(() -> assertThat(late).hasValue(1));
        onLoop(IdleTimeout::restart);
        waitLongerThanIt();
        assertThat(late).hasValue(1);
    }

    @Test
    void doesNotRunOutWhileNothingIsAwaited() {
        onLoop(IdleTimeout::restart);
        onLoop(IdleTimeout::suspend);

        waitLongerThanIt();
        assertThat(late).hasValue(0);
        onLoop(IdleTimeout::restart);
        await().untilAsserted(() -> assertThat(late).hasValue(1));
    }

    @Test
    void neverRunsOutAfterItsEnd() {
        onLoop(IdleTimeout::restart);
        onLoop(IdleTimeout::cancel);
        onLoop(IdleTimeout::restart);

        waitLongerThanIt();
        assertThat(late).hasValue(0);
    }

    private void onLoop(Consumer<IdleTimeout> action) {
        loop.submit(() -> action.accept(idleTimeout)).syncUninterruptibly();
    }

    /** Waits for a later timer of the same loop, so that an earlier one has run before. */
    private void waitLongerThanIt() {
        loop.schedule(() -> {}, MOST.toMillis() * 4, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
}
