package io.tintype.http;

import io.micrometer.core.instrument.Timer;
import io.netty.buffer.Unpooled;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Streams an image to the caller. One chunk is on its way at a time: the virtual thread waits until the connection has
 * taken it, so that memory grows neither with the image nor with slow readers. (Quarkus's own way with an {@code
 * InputStream} queues up what a slow reader has not taken.)
 *
 * <p>The last chunk of a whole image or rendition is sent only after its SHA-256 is found right. Else the connection is
 * cut, so that altered bytes never look complete.
 */
@Provider
public class DownloadWriter implements ServerMessageBodyWriter<Download> {

    private static final Logger LOG = Logger.getLogger(DownloadWriter.class);
    private static final int CHUNK = 64 * 1024;
    private static final int MOST_FREE = 32;

    private final TransferMetrics metrics;
    private final CurrentVertxRequest current;

    /** Chunks of downloads that have ended, for the next: a new one each would be a third of a download's garbage. */
    private final Queue<byte[]> free = new ArrayBlockingQueue<>(MOST_FREE);

    DownloadWriter(TransferMetrics metrics, CurrentVertxRequest current) {
        this.metrics = metrics;
        this.current = current;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == Download.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Download.class;
    }

    @Override
    public void writeResponse(Download download, Type genericType, ServerRequestContext context) {
        HttpServerResponse response = current.getCurrent().response();
        Timer.Sample start = metrics.startDownload();
        String outcome = "failed";
        // Here, for the headers of the answer are set with the first write, and Vert.x wants this one before.
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(download.length()));
        try {
            if (current.getCurrent().request().method() == HttpMethod.HEAD) {
                response.end();
            } else {
                copy(download.bytes(), download.length(), new ChecksumCheck(download.sha256()), response);
            }
            outcome = "complete";
        } catch (IOException e) {
            // The status is on its way already: a body that breaks off is what tells the caller.
            LOG.errorf(e, "storage failed in the middle of a download, imageId=%s", download.imageId());
            response.reset();
        } catch (CompletionException e) {
            outcome = "aborted";
            LOG.debugf(e, "the caller left a download, imageId=%s", download.imageId());
        } finally {
            metrics.recordDownload(start, outcome, response.bytesWritten());
        }
    }

    /** The chunk goes out as it is, uncopied: it is free again when the write is done. */
    private void copy(InputStream bytes, long length, ChecksumCheck check, HttpServerResponse response)
            throws IOException {
        byte[] chunk = Objects.requireNonNullElseGet(free.poll(), () -> new byte[CHUNK]);
        long left = length;
        do {
            int read = bytes.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
            if (read == 0 && left > 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= read;
            check.update(chunk, read);
            if (left == 0) {
                check.finish();
            }
            Buffer part = wrap(chunk, read);
            Future<Void> written = left > 0 ? response.write(part) : response.end(part);
            written.toCompletionStage().toCompletableFuture().join();
        } while (left > 0);
        free.offer(chunk); // not after a failure: nobody knows who still has it
    }

    /** Deprecated for its place only: in Vert.x 5 it is with what is meant for frameworks. Any other way copies. */
    @SuppressWarnings("deprecation")
    private static Buffer wrap(byte[] bytes, int count) {
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes, 0, count));
    }

    /** Never called: {@link #writeResponse} is there. */
    @Override
    public void writeTo(
            Download download,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException();
    }
}
