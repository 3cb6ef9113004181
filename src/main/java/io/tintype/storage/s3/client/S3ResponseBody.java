package io.tintype.storage.s3.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.tintype.storage.StoredContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The bytes of an object as S3 sends them, in Netty's buffers. The bytes are written to the sink on the event loop of
 * their connection, without a hop to another thread. When the sink has written a buffer, the buffer is released and
 * more bytes are read, so no more than one read waits for a slow sink. A close before the end of the response closes
 * the connection.
 */
public final class S3ResponseBody implements StoredContent {

    public static final long UNKNOWN = -1;

    private final S3ResponseHandler response;
    private final EventLoop loop;
    private final Consumer<Runnable> context;
    private final long size;
    private final SinkInputStream stream = new SinkInputStream(this::transferAll, this::close);

    // Used only by the event loop.
    private final Queue<ByteBuf> arrived = new ArrayDeque<>(2);
    private Transfer transfer;
    private boolean isEnded;
    private IOException failure;

    /**
     * @param context runs the actions that notify the caller, so that their log lines have the request id
     * @param size of the object, or of the requested range, in bytes; {@link #UNKNOWN} if S3 does not specify it
     */
    S3ResponseBody(S3ResponseHandler response, EventLoop loop, Consumer<Runnable> context, long size) {
        this.response = response;
        this.loop = loop;
        this.context = context;
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
        return start(new Transfer(length, sink, false));
    }

    /** Writes all bytes to the sink, even if their number is unknown. */
    private CompletableFuture<Void> transferAll(ContentSink sink) {
        return start(new Transfer(Long.MAX_VALUE, sink, true));
    }

    private CompletableFuture<Void> start(Transfer next) {
        loop.execute(() -> {
            transfer = next;
            proceed();
        });
        return next.done;
    }

    @Override
    public void close() {
        stream.release();
        loop.execute(() -> {
            response.abandon(); // this also ends a transfer that waits
            arrived.forEach(ByteBuf::release);
            arrived.clear();
        });
    }

    /** Adds bytes. Called on the event loop, as {@link #fail}. */
    void arrive(ByteBuf bytes, boolean isLast) {
        isEnded = isLast;
        if (bytes.isReadable()) {
            arrived.add(bytes);
        } else {
            bytes.release();
        }
        proceed();
    }

    void fail(IOException cause) {
        failure = cause;
        proceed();
    }

    private void proceed() {
        if (transfer == null || transfer.isWriting) {
            return;
        }
        if (transfer.left == 0) {
            transfer.end(null);
        } else if (!arrived.isEmpty()) {
            transfer.write(arrived.poll());
        } else if (failure != null) {
            transfer.end(failure);
        } else if (isEnded) {
            transfer.end(transfer.isOfAll ? null : new EOFException(transfer.left + " bytes are missing"));
        } else {
            response.read();
        }
    }

    private final class Transfer {

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final ContentSink sink;
        private final boolean isOfAll;
        private long left;
        private boolean isWriting;

        Transfer(long length, ContentSink sink, boolean isOfAll) {
            this.left = length;
            this.sink = sink;
            this.isOfAll = isOfAll;
        }

        void write(ByteBuf bytes) {
            int count = (int) Math.min(left, bytes.readableBytes());
            left -= count;
            isWriting = true;
            ByteBuffer piece = bytes.nioBuffer(bytes.readerIndex(), count);
            try {
                sink.write(piece).toCompletableFuture().whenComplete((_, cause) -> onLoop(() -> written(bytes, cause)));
            } catch (IOException | RuntimeException e) {
                bytes.release();
                end(e);
            }
        }

        private void written(ByteBuf bytes, Throwable cause) {
            bytes.release();
            isWriting = false;
            if (cause == null) {
                proceed();
            } else {
                end(new SinkException(cause));
            }
        }

        void end(Throwable cause) {
            transfer = null;
            context.accept(() -> {
                if (cause == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(cause);
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
}
