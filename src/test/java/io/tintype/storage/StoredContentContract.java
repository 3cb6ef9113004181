package io.tintype.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the content of every store. */
public abstract class StoredContentContract {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] CONTENT = random(1_000_000);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Returns the content as a store returns it. */
    protected abstract StoredContent open(byte[] content) throws Exception;

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void areReadByAnInputStream() throws Exception {
        try (StoredContent bytes = open(CONTENT)) {
            assertThat(bytes.stream().readAllBytes()).isEqualTo(CONTENT);
            assertThat(bytes.stream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, 65_537, 999_999, 1_000_000})
    void areTransferredUpToTheRequestedLength(int length) throws Exception {
        RecordingSink received = new RecordingSink();

        try (StoredContent bytes = open(CONTENT)) {
            bytes.transferTo(length, received).join();
        }

        assertThat(received.bytes()).isEqualTo(Arrays.copyOf(CONTENT, length));
    }

    @Test
    void areWrittenToASlowSinkOneByOne() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RecordingSink received = new RecordingSink() {
            @Override
            public CompletionStage<Void> write(ByteBuffer piece) {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                return CompletableFuture.runAsync(
                        () -> {
                            super.write(piece);
                            atOnce.decrementAndGet();
                        },
                        CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, threads));
            }
        };

        try (StoredContent bytes = open(CONTENT)) {
            bytes.transferTo(CONTENT.length, received).join();
        }

        assertThat(received.bytes()).isEqualTo(CONTENT);
        assertThat(most).hasValue(1);
    }

    @Test
    void areTooFewForALongerRequest() throws Exception {
        try (StoredContent bytes = open(CONTENT)) {
            assertThat(failure(bytes.transferTo(CONTENT.length + 1, new RecordingSink())))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void stopWhenTheSinkFails() throws Exception {
        AtomicInteger pieces = new AtomicInteger();

        try (StoredContent bytes = open(CONTENT)) {
            CompletableFuture<Void> transfer = bytes.transferTo(CONTENT.length, piece -> {
                pieces.incrementAndGet();
                return CompletableFuture.failedFuture(new IllegalStateException("the client has disconnected"));
            });

            assertThat(failure(transfer))
                    .isInstanceOf(StoredContent.SinkException.class)
                    .hasRootCauseMessage("the client has disconnected");
        }

        assertThat(pieces).hasValue(1);
    }

    @Test
    void stopWhenTheSinkThrows() throws Exception {
        try (StoredContent bytes = open(CONTENT)) {
            CompletableFuture<Void> transfer = bytes.transferTo(CONTENT.length, piece -> {
                throw new IOException("other bytes");
            });

            assertThat(failure(transfer)).isInstanceOf(IOException.class).hasMessage("other bytes");
        }
    }

    private static Throwable failure(CompletableFuture<Void> transfer) {
        return transfer.handle((done, failure) -> failure)
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** Accepts every piece at once. */
    private static class RecordingSink implements StoredContent.ContentSink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public CompletionStage<Void> write(ByteBuffer piece) {
            try {
                Channels.newChannel(bytes).write(piece);
                return CompletableFuture.completedFuture(null);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
