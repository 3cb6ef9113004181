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

/** What the bytes of every store do. */
public abstract class StoredContentContract {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] CONTENT = random(1_000_000);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** All of them, as a store gives them. */
    protected abstract StoredContent open(byte[] content) throws Exception;

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void areReadByWhoeverReads() throws Exception {
        try (StoredContent bytes = open(CONTENT)) {
            assertThat(bytes.stream().readAllBytes()).isEqualTo(CONTENT);
            assertThat(bytes.stream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, 65_537, 999_999, 1_000_000})
    void areGivenAsFarAsIsAskedFor(int length) throws Exception {
        Taken taken = new Taken();

        try (StoredContent bytes = open(CONTENT)) {
            bytes.transferTo(length, taken).join();
        }

        assertThat(taken.bytes()).isEqualTo(Arrays.copyOf(CONTENT, length));
    }

    @Test
    void areGivenToATakerWhoIsSlowOneByOne() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Taken taken = new Taken() {
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
            bytes.transferTo(CONTENT.length, taken).join();
        }

        assertThat(taken.bytes()).isEqualTo(CONTENT);
        assertThat(most).hasValue(1);
    }

    @Test
    void areNotEnoughForWhoAsksForMore() throws Exception {
        try (StoredContent bytes = open(CONTENT)) {
            assertThat(failure(bytes.transferTo(CONTENT.length + 1, new Taken())))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void stopWhenThePieceCannotBeTaken() throws Exception {
        AtomicInteger pieces = new AtomicInteger();

        try (StoredContent bytes = open(CONTENT)) {
            CompletableFuture<Void> given = bytes.transferTo(CONTENT.length, piece -> {
                pieces.incrementAndGet();
                return CompletableFuture.failedFuture(new IllegalStateException("the caller has left"));
            });

            assertThat(failure(given))
                    .isInstanceOf(StoredContent.SinkException.class)
                    .hasRootCauseMessage("the caller has left");
        }

        assertThat(pieces).hasValue(1);
    }

    @Test
    void stopWhenTheTakerFindsFault() throws Exception {
        try (StoredContent bytes = open(CONTENT)) {
            CompletableFuture<Void> given = bytes.transferTo(CONTENT.length, piece -> {
                throw new IOException("other bytes");
            });

            assertThat(failure(given)).isInstanceOf(IOException.class).hasMessage("other bytes");
        }
    }

    private static Throwable failure(CompletableFuture<Void> given) {
        return given.handle((done, failure) -> failure)
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** Takes at once what it is given. */
    private static class Taken implements StoredContent.ContentSink {

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
