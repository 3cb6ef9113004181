package io.tintype.storage.s3.client;

import io.tintype.storage.StoredContent.ContentSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * Reads content that is written to a sink. The sink accepts the next piece when the last one has been read, so only one
 * piece is in memory. Used by one thread.
 */
final class SinkInputStream extends InputStream {

    private final Function<ContentSink, CompletableFuture<Void>> transfer;
    private final Runnable content;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private volatile boolean isClosed;
    private Piece piece;

    /**
     * A part of the content, or its end, which has no bytes.
     *
     * @param read is completed when the next piece is needed
     * @param failure of the transfer, or null
     */
    private record Piece(ByteBuffer bytes, CompletableFuture<Void> read, IOException failure) {}

    /**
     * @param transfer starts to write all of the content to a sink; called at the first read
     * @param content closes the content and calls {@link #release}; runs when the stream is closed
     */
    SinkInputStream(Function<ContentSink, CompletableFuture<Void>> transfer, Runnable content) {
        this.transfer = transfer;
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? Byte.toUnsignedInt(piece.bytes().get()) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, piece.bytes().remaining());
        piece.bytes().get(target, offset, count);
        return count;
    }

    @Override
    public void close() {
        content.run();
    }

    /** Completes the pieces that are not read, so that the sender can release them. */
    void release() {
        isClosed = true;
        if (piece != null) {
            piece.read().complete(null);
        }
        pieces.forEach(waiting -> waiting.read().complete(null));
    }

    private boolean hasMore() throws IOException {
        if (piece == null) {
            transfer.apply(this::accept).whenComplete((_, cause) -> end(cause));
            piece = take();
        }
        while (!piece.bytes().hasRemaining() && !piece.read().isDone()) {
            piece.read().complete(null);
            piece = take();
        }
        if (piece.failure() != null) {
            throw piece.failure();
        }
        return piece.bytes().hasRemaining();
    }

    private Piece take() throws InterruptedIOException {
        try {
            return pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * Copies the bytes, because they belong to the sender, which may release them when the reader closes the stream.
     */
    private CompletionStage<Void> accept(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        CompletableFuture<Void> read = new CompletableFuture<>();
        pieces.add(new Piece(copy, read, null));
        if (isClosed) {
            read.complete(null);
        }
        return read;
    }

    private void end(Throwable cause) {
        IOException failure = switch (cause) {
            case null -> null;
            case IOException e -> e;
            default -> new IOException(cause.getMessage(), cause);
        };
        pieces.add(new Piece(ByteBuffer.allocate(0), CompletableFuture.completedFuture(null), failure));
    }
}
