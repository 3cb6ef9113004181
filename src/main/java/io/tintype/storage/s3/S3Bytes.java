package io.tintype.storage.s3;

import io.netty.buffer.ByteBuf;
import io.tintype.storage.StoredBytes;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The bytes of an object, as they come from S3. They are given on the event loop that they come by, without a way to
 * another thread; no more than a piece waits for a taker who is slow. Read to its end, the answer gives its connection
 * back; closed earlier it breaks the connection off, for reading the rest of a large image only to throw it away takes
 * longer than a new connection.
 */
final class S3Bytes implements StoredBytes {

    private static final long UNKNOWN = -1;

    /** Twice what Vert.x reads ahead. */
    private static final long MOST_READ_OVER = 256 * 1024;

    private static final Waiting NOBODY = new Waiting() {};

    private final HttpClientResponse response;
    private final Context context;
    private final Patience patience;
    private final long size;
    private final InputStream stream = new Stream();

    // Of the event loop alone.
    private Waiting waiting = NOBODY;
    private boolean isEnded;
    private IOException failure;
    private long received;

    /**
     * On the event loop of the answer, before its first byte.
     *
     * @param silence that S3 may keep while it is asked
     */
    S3Bytes(HttpClientResponse response, Context context, Duration silence) {
        this.response = response;
        this.context = context;
        patience = new Patience(context.owner(), silence, this::giveUp);
        String length = response.getHeader("Content-Length");
        size = length == null ? UNKNOWN : Long.parseLong(length);
        response.pause();
        response.handler(this::receive);
        response.endHandler(end -> end());
        response.exceptionHandler(this::fail);
    }

    /** Bytes of the object, or of the range that was asked for; negative where S3 does not say. */
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
        context.runOnContext(start -> {
            if (ask(giving)) {
                response.resume();
            }
        });
        return giving.taken;
    }

    /** What Vert.x has read ahead is read over: an answer that has come to its end must not be broken off any more. */
    @Override
    public void close() {
        context.runOnContext(close -> {
            waiting = NOBODY;
            if (isEnded || failure != null) {
                patience.end();
            } else if (size < 0 || size - received > MOST_READ_OVER) {
                patience.end();
                response.request().reset();
            } else {
                patience.start();
                response.resume();
            }
        });
    }

    /** What waits for bytes. */
    private interface Waiting {
        default void receive(Buffer bytes) {}

        default void end() {}

        default void fail(IOException failure) {}
    }

    private void receive(Buffer bytes) {
        received += bytes.length();
        patience.start();
        waiting.receive(bytes);
    }

    private void end() {
        isEnded = true;
        patience.end();
        waiting.end();
    }

    private void fail(Throwable cause) {
        failure = cause instanceof IOException broken ? broken : new IOException("S3 broke off the answer", cause);
        patience.end();
        waiting.fail(failure);
    }

    private void giveUp() {
        fail(new SocketTimeoutException("S3 fell silent in the middle of an answer"));
        response.request().reset();
    }

    /** Whether there may be more; else it has heard so. */
    private boolean ask(Waiting next) {
        waiting = next;
        if (failure != null) {
            next.fail(failure);
            return false;
        }
        if (isEnded) {
            next.end();
            return false;
        }
        patience.start();
        return true;
    }

    private void stop() {
        response.pause();
        patience.pause();
    }

    private final class Giving implements Waiting {

        private final CompletableFuture<Void> taken = new CompletableFuture<>();
        private final Taker taker;
        private long left;

        Giving(long length, Taker taker) {
            this.left = length;
            this.taker = taker;
        }

        @Override
        public void receive(Buffer bytes) {
            if (left == 0) {
                return; // more than was asked for
            }
            ByteBuffer piece = piece(bytes);
            left -= piece.remaining();
            try {
                CompletableFuture<Void> taking = taker.take(piece).toCompletableFuture();
                if (taking.isDone() && !taking.isCompletedExceptionally()) {
                    goOn();
                    return;
                }
                stop();
                taking.whenComplete((done, leaving) -> context.runOnContext(next -> goOnAfter(leaving)));
            } catch (IOException | RuntimeException e) {
                stop();
                taken.completeExceptionally(e);
            }
        }

        @Override
        public void end() {
            if (left > 0) {
                taken.completeExceptionally(new EOFException(left + " bytes are missing"));
            }
        }

        @Override
        public void fail(IOException failure) {
            if (left > 0) {
                taken.completeExceptionally(failure);
            }
        }

        /** Uncopied. Deprecated for its place only: in Vert.x 5 it is with what is meant for frameworks. */
        @SuppressWarnings("deprecation")
        private ByteBuffer piece(Buffer bytes) {
            ByteBuf buffer = bytes.getByteBuf();
            return buffer.nioBuffer(buffer.readerIndex(), (int) Math.min(left, buffer.readableBytes()));
        }

        private void goOn() {
            if (left == 0) {
                patience.pause();
                taken.complete(null);
            }
        }

        private void goOnAfter(Throwable leaving) {
            if (leaving != null) {
                taken.completeExceptionally(new NotTaken(leaving));
                return;
            }
            goOn();
            if (left > 0 && ask(this)) {
                response.resume();
            }
        }
    }

    /** Asks for one piece at a time. */
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
                context.runOnContext(start -> {
                    if (ask(next)) {
                        response.fetch(1);
                    }
                });
                Buffer bytes = next.await();
                isAtEnd = bytes == null;
                piece = isAtEnd ? piece : ByteBuffer.wrap(bytes.getBytes());
            }
            return !isAtEnd;
        }
    }

    /** The next piece, or null at the end. */
    private static final class Next implements Waiting {

        private final CompletableFuture<Buffer> result = new CompletableFuture<>();

        @Override
        public void receive(Buffer bytes) {
            result.complete(bytes);
        }

        @Override
        public void end() {
            result.complete(null);
        }

        @Override
        public void fail(IOException failure) {
            result.completeExceptionally(failure);
        }

        Buffer await() throws IOException {
            try {
                return result.join();
            } catch (CompletionException e) {
                throw (IOException) e.getCause();
            }
        }
    }
}
