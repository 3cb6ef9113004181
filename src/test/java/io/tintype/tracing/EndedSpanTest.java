package io.tintype.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class EndedSpanTest {

    /** Spans wait for the collector. A virtual thread refers to all of its request. */
    @Test
    void doesNotRetainTheThreadThatEndedIt() throws InterruptedException {
        try (SdkTracerProvider tracers = SdkTracerProvider.builder().build()) {
            Span span = tracers.get(Tracing.SCOPE).spanBuilder("GET").startSpan();

            WeakReference<Thread> thread = endInVirtualThread(span);

            await().untilAsserted(() -> {
                System.gc();
                assertThat(thread.get()).isNull();
            });
            Reference.reachabilityFence(span);
        }
    }

    private static WeakReference<Thread> endInVirtualThread(Span span) throws InterruptedException {
        Thread thread = Thread.ofVirtual().start(span::end);
        thread.join();
        return new WeakReference<>(thread);
    }
}
