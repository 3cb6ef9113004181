package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CloseOnceTest {

    private final AtomicInteger closed = new AtomicInteger();
    private final CloseOnce owner = new CloseOnce(closed::incrementAndGet);

    @Test
    void isClosedOnceByItsConsumer() {
        assertThat(owner.beginConsuming()).isTrue();
        owner.endOfRequest();
        assertThat(closed).hasValue(0);

        owner.close();
        owner.close();
        owner.endOfRequest();
        assertThat(closed).hasValue(1);
    }

    @Test
    void isClosedOnceByTheEndOfTheRequestWithoutAConsumer() {
        owner.endOfRequest();
        owner.endOfRequest();

        assertThat(owner.beginConsuming()).isFalse();
        owner.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void hasOneConsumer() {
        assertThat(owner.beginConsuming()).isTrue();
        assertThat(owner.beginConsuming()).isFalse();
    }

    @Test
    void isClosedOnceHoweverTheConsumerAndTheEndMeet() throws Exception {
        for (int round = 0; round < 2000; round++) {
            AtomicInteger count = new AtomicInteger();
            CloseOnce raced = new CloseOnce(count::incrementAndGet);
            CyclicBarrier start = new CyclicBarrier(2);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread consumer = Thread.startVirtualThread(() -> {
                try {
                    start.await();
                    if (raced.beginConsuming()) {
                        raced.close();
                    }
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            start.await();
            raced.endOfRequest();
            consumer.join();

            assertThat(failure).hasNullValue();
            assertThat(count).hasValue(1);
        }
    }
}
