package io.tintype.storage.s3.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.tintype.storage.StoredContent;
import io.vertx.core.impl.ContextInternal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The bytes of an object, as they come from S3: in Netty's own buffers, each of which is free again when it was taken.
 * They are given on the event loop that they come by, without a way to another thread, and the next are read when the
 * last were taken, so that no more than one read waits for a sink who is slow. Closed before its end the answer breaks
 * its connection off.
 */
public final class S3ResponseBody implements StoredContent {

    public static final long UNKNOWN = -1;

    private final S3ResponseHandler exchange;
    private final ContextInternal context;
    private final EventLoop loop;
    private final long size;
    private final InputStream stream = new Stream();

    // Of the event loop alone.
    private final Queue<ByteBuf> arrived = new ArrayDeque<>(2);
    private CompletableFuture<ByteBuf> asked;
    private boolean isEnded;
    private IOException failure;

    /** @param size bytes of the object, or of the range that was asked for; {@link #UNKNOWN} where S3 does not say */
    S3ResponseBody(S3ResponseHandler exchange, ContextInternal context, long size) {
        this.exchange = exchange;
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.size = size;
    }

    public long size() {
        return size;
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public CompletableFuture<Void> transferTo(long length, ContentSink sink) {
        Giving giving = new Giving(length, sink);
        loop.execute(giving::goOn);
        return giving.given;
    }

    @Override
    public void close() {
        loop.execute(() -> {
            exchange.abandon(); // which notifies a reader that still waits
            arrived.forEach(ByteBuf::release);
            arrived.clear();
        });
    }

    /** More of them. On the event loop, as {@link #fail}. */
    void arrive(ByteBuf bytes, boolean isLast) {
        isEnded = isLast;
        if (bytes.isReadable()) {
            arrived.add(bytes);
        } else {
            bytes.release();
        }
        answer();
    }

    void fail(IOException cause) {
        failure = cause;
        answer();
    }

    /** Returns the next piece, or null at the end. The caller releases it, and requests one at a time. */
    private CompletableFuture<ByteBuf> next() {
        CompletableFuture<ByteBuf> piece = new CompletableFuture<>();
        asked = piece;
        answer();
        return piece;
    }

    private void answer() {
        if (asked == null) {
            return;
        }
        boolean isMoreToCome = arrived.isEmpty() && failure == null && !isEnded;
        if (isMoreToCome) {
            exchange.read();
            return;
        }
        CompletableFuture<ByteBuf> piece = asked;
        asked = null;
        if (arrived.isEmpty() && failure != null) {
            piece.completeExceptionally(failure);
        } else {
            piece.complete(arrived.poll());
        }
    }

    /** Gives one piece after the other. */
    private final class Giving {

        private final CompletableFuture<Void> given = new CompletableFuture<>();
        private final ContentSink sink;
        private long left;

        Giving(long length, ContentSink sink) {
            this.left = length;
            this.sink = sink;
        }

        void goOn() {
            next().whenComplete((bytes, cause) -> {
                if (cause != null) {
                    finish(cause);
                } else if (bytes == null) {
                    finish(new EOFException(left + " bytes are missing"));
                } else {
                    give(bytes);
                }
            });
        }

        private void give(ByteBuf bytes) {
            int count = (int) Math.min(left, bytes.readableBytes());
            left -= count;
            try {
                sink.write(bytes.nioBuffer(bytes.readerIndex(), count))
                        .toCompletableFuture()
                        .whenComplete((done, leaving) -> onLoop(() -> taken(bytes, leaving)));
            } catch (IOException | RuntimeException e) {
                bytes.release();
                finish(e);
            }
        }

        private void taken(ByteBuf bytes, Throwable leaving) {
            bytes.release();
            if (leaving != null) {
                finish(new SinkException(leaving));
            } else if (left == 0) {
                finish(null);
            } else {
                goOn();
            }
        }

        /** In the caller's context, whose request id the log has. */
        private void finish(Throwable cause) {
            context.dispatch(cause, outcome -> {
                if (outcome == null) {
                    given.complete(null);
                } else {
                    given.completeExceptionally(outcome);
                }
            });
        }

        private void onLoop(Runnable action) {
            if (loop.inEventLoop()) {
                action.run();
            } else {
                loop.execute(action);
            }
        }
    }

    /** Waits for one piece after the other. */
    private final class Stream extends InputStream {

        private ByteBuffer piece = ByteBuffer.allocate(0);
        private boolean isAtEnd;

        @Override
        public int read() throws IOException {
            return hasMore() ? Byte.toUnsignedInt(piece.get()) : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, piece.remaining());
            piece.get(target, offset, count);
            return count;
        }

        @Override
        public void close() {
            S3ResponseBody.this.close();
        }

        private boolean hasMore() throws IOException {
            if (!piece.hasRemaining() && !isAtEnd) {
                byte[] bytes = await();
                isAtEnd = bytes == null;
                piece = isAtEnd ? piece : ByteBuffer.wrap(bytes);
            }
            return !isAtEnd;
        }

        private byte[] await() throws IOException {
            try {
                return CompletableFuture.supplyAsync(S3ResponseBody.this::next, loop)
                        .thenCompose(next -> next.thenApply(S3ResponseBody::copy))
                        .join();
            } catch (CompletionException e) {
                throw (IOException) e.getCause();
            }
        }
    }

    private static byte[] copy(ByteBuf bytes) {
        if (bytes == null) {
            return null;
        }
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy).release();
        return copy;
    }
}
