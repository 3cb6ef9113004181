package io.tintype.http.download;

import io.micrometer.core.instrument.Timer;
import io.netty.buffer.Unpooled;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.storage.StoredContent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
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
 * Streams an image to the caller. One piece is on its way at a time: the store gives the next when the connection has
 * taken it, so that memory grows neither with the image nor with slow readers. (Quarkus's own way with an {@code
 * InputStream} queues up what a slow reader has not taken.) No thread waits for the end, where the store needs none.
 *
 * <p>The last piece of a whole image or rendition is sent only after its SHA-256 is found right. Else the connection is
 * cut, so that altered bytes never look complete.
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
            LOG.debugf("the client has left before its download, imageId=%s", download.imageId());
            metrics.record(start, "aborted", 0);
            return;
        }
        // Here, for the headers of the answer are set with the first write, and Vert.x wants this one before.
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(download.length()));
        if (current.getCurrent().request().method() == HttpMethod.HEAD) {
            response.end();
            metrics.record(start, "complete", 0);
            download.owner().close();
            return;
        }
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
            LOG.debugf(failure, "the caller left a download, imageId=%s", download.imageId());
            return "aborted";
        }
        // The status is on its way already: a body that breaks off is what tells the caller.
        LOG.errorf(failure, "storage failed in the middle of a download, imageId=%s", download.imageId());
        response.reset();
        return "failed";
    }

    /** Sends what the store gives, a piece at a time. */
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

        /** Deprecated for its place only: in Vert.x 5 it is with what is meant for frameworks. Any other way copies. */
        @SuppressWarnings("deprecation")
        private static Buffer uncopied(ByteBuffer piece) {
            return Buffer.buffer(Unpooled.wrappedBuffer(piece));
        }
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
