package io.tintype.http.download;

import io.micrometer.core.instrument.Timer;
import io.netty.buffer.Unpooled;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.storage.StoredContent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Streams an image to the client, and closes it. One piece is in flight at a time: the store reads the next when the
 * connection has sent the last one, so that memory grows neither with the image nor with slow readers. (Quarkus queues
 * all that an {@code InputStream} returns.) No thread waits for the end, unless the store needs one.
 *
 * <p>The last piece of a complete image or rendition is sent only if its SHA-256 is right. Otherwise the connection is
 * closed, so that altered bytes never look complete.
 */
@Provider
public class DownloadWriter implements ServerMessageBodyWriter<Download> {

    private static final Logger LOG = Logger.getLogger(DownloadWriter.class);

    private final DownloadMetrics metrics;
    private final CurrentVertxRequest current;

    DownloadWriter(DownloadMetrics metrics, CurrentVertxRequest current) {
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
        Timer.Sample start = metrics.start();
        if (!download.owner().beginConsuming()) {
            LOG.debugf("the client disconnected before its download, imageId=%s", download.imageId());
            metrics.record(start, "aborted", 0);
            return;
        }
        // The other headers are set by the first write, before which Vert.x needs this one.
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(download.length()));
        download.bytes()
                .transferTo(download.length(), new Sending(download, response))
                .whenComplete((done, failure) -> {
                    metrics.record(start, outcome(download, failure, response), response.bytesWritten());
                    download.owner().close();
                });
    }

    private static String outcome(Download download, Throwable failure, HttpServerResponse response) {
        if (failure == null) {
            return "complete";
        }
        if (failure instanceof StoredContent.SinkException) {
            LOG.debugf(failure, "the client has disconnected from a download, imageId=%s", download.imageId());
            return "aborted";
        }
        // The status has been sent: only an incomplete body reports the failure to the client.
        LOG.errorf(failure, "storage failed during a download, imageId=%s", download.imageId());
        response.reset();
        return "failed";
    }

    /** Sends the pieces that the store reads, one at a time. */
    private static final class Sending implements StoredContent.ContentSink {

        private final HttpServerResponse response;
        private final DigestVerifier check;
        private long left;

        Sending(Download download, HttpServerResponse response) {
            this.response = response;
            this.check = new DigestVerifier(download.sha256());
            this.left = download.length();
        }

        @Override
        public CompletionStage<Void> write(ByteBuffer piece) throws IOException {
            left -= piece.remaining();
            check.update(piece);
            if (left > 0) {
                return response.write(uncopied(piece)).toCompletionStage();
            }
            check.finish();
            return response.end(uncopied(piece)).toCompletionStage();
        }

        /**
         * Creates a buffer without copying the bytes, as no other method does. Deprecated because Vert.x 5 moves it to
         * an internal package.
         */
        @SuppressWarnings("deprecation")
        private static Buffer uncopied(ByteBuffer piece) {
            return Buffer.buffer(Unpooled.wrappedBuffer(piece));
        }
    }

    /** Never called, because there is {@link #writeResponse}. */
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
