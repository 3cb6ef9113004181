package io.tintype.storage.s3;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.tintype.storage.StoredBytes;
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
 * last were taken, so that no more than one read waits for a taker who is slow. Closed before its end the answer breaks
 * its connection off.
 */
final class S3Bytes implements StoredBytes {

    static final long UNKNOWN = -1;

    private final S3Exchange exchange;
    private final ContextInternal context;
    private final EventLoop loop;
    private final long size;
    private final InputStream stream = new Stream();

    // Of the event loop alone.
    private final Queue<ByteBuf> arrived = new ArrayDeque<>(2);
    private Waiting waiting = new Nobody();
    private boolean isEnded;
    private boolean isClosed;
    private IOException failure;

    /** @param size bytes of the object, or of the range that was asked for; {@link #UNKNOWN} where S3 does not say */
    S3Bytes(S3Exchange exchange, ContextInternal context, long size) {
        this.exchange = exchange;
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.size = size;
    }

    long size() {
        return size;
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public CompletableFuture<Void> give(long length, Taker taker) {
        Giving giving = new Giving(length, taker);
        loop.execute(() -> serve(giving));
        return giving.given;
    }

    @Override
    public void close() {
        loop.execute(() -> {
            isClosed = true;
            waiting = new Nobody();
            free();
            exchange.abandon();
        });
    }

    /** More of them. On the event loop, as {@link #fail}. */
    void arrive(ByteBuf bytes, boolean isLast) {
        arrived.add(bytes);
        isEnded = isLast;
        if (isClosed) {
            free();
        }
        serve(waiting);
    }

    void fail(IOException cause) {
        failure = cause;
        serve(waiting);
    }

    private void free() {
        while (!arrived.isEmpty()) {
            arrived.remove().release();
        }
    }

    private void serve(Waiting next) {
        waiting = next;
        while (next.isReady() && !arrived.isEmpty()) {
            next.receive(arrived.remove());
        }
        if (!next.isReady()) {
            return;
        }
        if (failure != null) {
            next.fail(failure);
        } else if (isEnded) {
            next.end();
        } else {
            exchange.read();
        }
    }

    /** What waits for bytes. */
    private interface Waiting {

        /** Whether it can receive some, or hear that none come any more. */
        boolean isReady();

        /** Frees them, sooner or later. */
        void receive(ByteBuf bytes);

        void end();

        void fail(IOException failure);
    }

    private static final class Nobody implements Waiting {

        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void receive(ByteBuf bytes) {
            throw new IllegalStateException();
        }

        @Override
        public void end() {
            throw new IllegalStateException();
        }

        @Override
        public void fail(IOException failure) {
            throw new IllegalStateException();
        }
    }

    private final class Giving implements Waiting {

        private final CompletableFuture<Void> given = new CompletableFuture<>();
        private final Taker taker;
        private long left;
        private boolean isTaking;
        private boolean isOver;

        Giving(long length, Taker taker) {
            this.left = length;
            this.taker = taker;
        }

        @Override
        public boolean isReady() {
            return !isTaking && !isOver;
        }

        @Override
        public void receive(ByteBuf bytes) {
            int count = (int) Math.min(left, bytes.readableBytes());
            if (count == 0) { // an end has none
                bytes.release();
                return;
            }
            left -= count;
            try {
                CompletableFuture<Void> taking =
                        taker.take(bytes.nioBuffer(bytes.readerIndex(), count)).toCompletableFuture();
                isTaking = true;
                taking.whenComplete((done, leaving) -> onLoop(() -> taken(bytes, leaving)));
            } catch (IOException | RuntimeException e) {
                bytes.release();
                finish(e);
            }
        }

        @Override
        public void end() {
            finish(new EOFException(left + " bytes are missing"));
        }

        @Override
        public void fail(IOException failure) {
            finish(failure);
        }

        private void taken(ByteBuf bytes, Throwable leaving) {
            bytes.release();
            isTaking = false;
            if (leaving != null) {
                finish(new NotTaken(leaving));
            } else if (left == 0) {
                finish(null);
            } else if (waiting == this) {
                serve(this);
            }
        }

        /** In the caller's context, whose request id the log has. */
        private void finish(Throwable cause) {
            isOver = true;
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
            S3Bytes.this.close();
        }

        private boolean hasMore() throws IOException {
            while (!piece.hasRemaining() && !isAtEnd) {
                Next next = new Next();
                loop.execute(() -> serve(next));
                byte[] bytes = next.await();
                isAtEnd = bytes == null;
                piece = isAtEnd ? piece : ByteBuffer.wrap(bytes);
            }
            return !isAtEnd;
        }
    }

    /** The next piece, or null at the end. */
    private static final class Next implements Waiting {

        private final CompletableFuture<byte[]> result = new CompletableFuture<>();

        @Override
        public boolean isReady() {
            return !result.isDone();
        }

        @Override
        public void receive(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy).release();
            result.complete(copy);
        }

        @Override
        public void end() {
            result.complete(null);
        }

        @Override
        public void fail(IOException failure) {
            result.completeExceptionally(failure);
        }

        byte[] await() throws IOException {
            try {
                return result.join();
            } catch (CompletionException e) {
                throw (IOException) e.getCause();
            }
        }
    }
}
