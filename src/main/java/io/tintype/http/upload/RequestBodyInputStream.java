package io.tintype.http.upload;

import io.tintype.http.problem.SlowUploadException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The body of a request, for a virtual thread that reads it. A read takes all that has come, so that the thread is
 * woken once for many pieces; Quarkus's own stream wakes it for each, and waits by a timer. No more than {@value #MOST}
 * pieces are asked for before they are taken. (Vert.x holds as many as come where it was asked for all.)
 *
 * <p>An idle connection is closed, and a read from an upload that is slower than {@link UploadRate} allows throws a {@link
 * SlowUploadException}.
 */
final class RequestBodyInputStream extends InputStream {

    private static final int MOST = 4;

    private final HttpServerRequest request;

    /** Vert.x's own lock too, so that neither waits for the other. */
    private final ConnectionBase connection;

    private final Queue<Buffer> arrived = new ArrayDeque<>();
    private int taken; // pieces, for which others have not been asked for yet
    private Buffer current = Buffer.buffer();
    private int at;
    private boolean isEnded;
    private Throwable failure;
    private final long start = System.nanoTime();

    /**
     * Begins to read a request from which nothing has been read, and requests its body where the client expects that.
     */
    RequestBodyInputStream(HttpServerRequest request) {
        this.request = request;
        connection = (ConnectionBase) request.connection();
        synchronized (connection) {
            if (!connection.channel().isOpen()) { // no handler would be called any more
                failure = new IOException("the caller has left");
                return;
            }
            if (request.isEnded()) {
                isEnded = true;
                return;
            }
            request.handler(this::receive).endHandler(end -> end()).exceptionHandler(this::fail);
            // HTTP/1.0 does not know the response that asks for the body (RFC 9110, section 10.1.1).
            if (request.version() != HttpVersion.HTTP_1_0
                    && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.fetch(MOST);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        synchronized (connection) {
            int count = 0;
            while (count < length && (count == 0 ? hasMore() : hasArrived())) {
                int part = Math.min(length - count, current.length() - at);
                current.getBytes(at, at + part, target, offset + count);
                at += part;
                count += part;
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    /** Reads over the rest: a caller who still sends would lose the answer. */
    @Override
    public void close() throws IOException {
        synchronized (connection) {
            while (hasMore()) {
                at = current.length();
            }
        }
    }

    /** Waits until there is some, or none comes any more. */
    private boolean hasMore() throws IOException {
        while (!hasArrived()) {
            if (failure != null) {
                throw new IOException("the body breaks off", failure);
            }
            if (isEnded) {
                return false;
            }
            long millis = UploadRate.remaining(request, start).toMillis();
            if (millis <= 0) {
                failure = new SlowUploadException();
                throw new SlowUploadException();
            }
            try {
                connection.wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        return true;
    }

    private boolean hasArrived() {
        if (at < current.length()) {
            return true;
        }
        if (arrived.isEmpty()) {
            return false;
        }
        current = arrived.remove();
        at = 0;
        if (++taken >= MOST / 2
                && !request.isEnded()) { // HTTP/2 has nothing to fetch then, and says so by an exception
            request.fetch(taken);
            taken = 0;
        }
        return true;
    }

    private void receive(Buffer piece) {
        synchronized (connection) {
            if (piece.length() == 0) {
                isEnded |= request.version() == HttpVersion.HTTP_2; // which says so that it ends
            } else {
                arrived.add(piece);
            }
            connection.notifyAll();
        }
    }

    private void end() {
        synchronized (connection) {
            isEnded = true;
            connection.notifyAll();
        }
    }

    private void fail(Throwable cause) {
        synchronized (connection) {
            failure = cause;
            arrived.clear();
            connection.notifyAll();
        }
    }
}
