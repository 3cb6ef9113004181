package io.tintype.http.upload;

import io.tintype.http.problem.SlowUploadException;
import io.tintype.http.request.OnRequestEnd;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The body of a request, for a virtual thread that reads it. A read returns all that has arrived, so that the thread is
 * woken once for many pieces; Quarkus's own stream wakes it for each, and waits by a timer. At most {@value
 * #MAX_PIECES} pieces are fetched in advance, because Vert.x keeps all fetched pieces in memory.
 *
 * <p>A read from an upload that is slower than {@link UploadRate} allows throws a {@link SlowUploadException}.
 */
final class RequestBodyInputStream extends InputStream {

    private static final int MAX_PIECES = 4;

    private final HttpServerRequest request;

    /** The connection, which Vert.x also uses as its monitor. With a different monitor, the threads could deadlock. */
    private final Object monitor;

    private final Queue<Buffer> arrived = new ArrayDeque<>();
    private int consumed; // pieces read for which no others have been fetched yet
    private Buffer current = Buffer.buffer();
    private int at;
    private boolean isEnded;
    private Throwable failure;
    private final long start = System.nanoTime();

    /** Begins to read a request from which nothing has been read, and sends 100 Continue if the client expects it. */
    RequestBodyInputStream(RoutingContext context) {
        request = context.request();
        monitor = request.connection();
        // Vert.x does not call the request's own handler if the client has disconnected before.
        OnRequestEnd.then(context, () -> fail(new IOException("the client has disconnected")));
        synchronized (monitor) {
            if (failure != null) {
                return;
            }
            if (request.isEnded()) {
                isEnded = true;
                return;
            }
            request.handler(this::receive).endHandler(end -> end()).exceptionHandler(this::fail);
            // HTTP/1.0 does not have interim responses (RFC 9110, section 10.1.1).
            if (request.version() != HttpVersion.HTTP_1_0
                    && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.fetch(MAX_PIECES);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        synchronized (monitor) {
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

    /** Reads and discards the rest: a client that is still sending would lose the response. */
    @Override
    public void close() throws IOException {
        synchronized (monitor) {
            while (hasMore()) {
                at = current.length();
            }
        }
    }

    /** Waits until bytes have arrived, and returns false at the end of the body. */
    private boolean hasMore() throws IOException {
        while (!hasArrived()) {
            if (failure != null) {
                throw new IOException("the body is incomplete", failure);
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
                monitor.wait(millis);
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
        if (++consumed >= MAX_PIECES / 2
                && !request.isEnded()) { // on HTTP/2, fetching after the end of the body throws an exception
            request.fetch(consumed);
            consumed = 0;
        }
        return true;
    }

    private void receive(Buffer piece) {
        synchronized (monitor) {
            if (piece.length() == 0) {
                isEnded |= request.version() == HttpVersion.HTTP_2; // on which an empty piece is the end
            } else {
                arrived.add(piece);
            }
            monitor.notifyAll();
        }
    }

    private void end() {
        synchronized (monitor) {
            isEnded = true;
            monitor.notifyAll();
        }
    }

    private void fail(Throwable cause) {
        synchronized (monitor) {
            failure = cause;
            monitor.notifyAll();
        }
    }
}
