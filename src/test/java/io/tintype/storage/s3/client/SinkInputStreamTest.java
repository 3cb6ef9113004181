package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.StoredContent.ContentSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SinkInputStreamTest {

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private ContentSink sink;
    private boolean isContentClosed;

    private final SinkInputStream stream = new SinkInputStream(this::transfer, () -> isContentClosed = true);

    /** Writes the first piece. */
    private CompletableFuture<Void> transfer(ContentSink target) {
        sink = target;
        write(1, 2);
        return done;
    }

    private CompletableFuture<Void> write(int... bytes) {
        ByteBuffer piece = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            piece.put((byte) value);
        }
        try {
            return sink.write(piece.flip()).toCompletableFuture();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsOnePieceAfterTheOther() throws IOException {
        assertThat(stream.readNBytes(2)).containsExactly(1, 2);
        CompletableFuture<Void> second = write(200);
        assertThat(second).isNotDone();
        done.complete(null);

        assertThat(stream.read()).isEqualTo(200);
        assertThat(stream.read()).isEqualTo(-1);

        assertThat(second).isCompleted();
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void throwsTheFailureAfterTheBytesBeforeIt() throws IOException {
        done.completeExceptionally(new IOException("broken off"));

        assertThat(stream.readNBytes(2)).containsExactly(1, 2);
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("broken off");
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("broken off");
    }

    @Test
    void releasesPiecesThatAreNotRead() throws IOException {
        assertThat(stream.read()).isEqualTo(1);
        CompletableFuture<Void> second = write(3);

        stream.release();

        assertThat(second).isCompleted();
        assertThat(write(4)).isCompleted();
    }

    @Test
    void closesTheContentWithIt() {
        stream.close();

        assertThat(isContentClosed).isTrue();
    }
}
