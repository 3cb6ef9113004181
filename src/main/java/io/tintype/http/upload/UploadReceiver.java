package io.tintype.http.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SlowUploadException;
import io.tintype.http.problem.UnsupportedContentCodingException;
import io.tintype.http.request.BodySizeLimiter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Receives the bodies of uploads on virtual threads, in place of JAX-RS. {@link MultipartReader} explains the reason.
 */
@Singleton
public class UploadReceiver {

    private static final Logger LOG = Logger.getLogger(UploadReceiver.class);
    private static final String INCOMPLETE_FORM = "The body ends before the end of the form.";

    private final Path spool;
    private final List<String> fileTypes;
    private final long maxBody;
    private final BodySizeLimiter bodies;

    UploadReceiver(
            SpoolFolder spool,
            @ConfigProperty(name = "quarkus.http.body.multipart.file-content-types") List<String> fileTypes,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody,
            BodySizeLimiter bodies) {
        this.spool = spool.path();
        this.fileTypes = fileTypes;
        this.maxBody = maxBody.asLongValue();
        this.bodies = bodies;
    }

    /**
     * Reads the form of an upload, whose media type JAX-RS has checked, and spools its file. The caller closes the
     * result. If the headers are sufficient to reject the upload, rejects it before the body is read.
     *
     * @throws UnsupportedContentCodingException if the body has a content coding
     * @throws NotSupportedException if the body has no media type
     * @throws InvalidUploadException if it is not a form with one file
     * @throws SlowUploadException if it arrives more slowly than {@link UploadRate} allows
     */
    public UploadRequest receive(RoutingContext context) {
        String contentType = contentType(context.request());
        UploadRequest upload = UploadRequest.of(context);
        if (!upload.beginProcessing()) {
            throw new InvalidUploadException(INCOMPLETE_FORM);
        }
        try {
            spool(context, contentType, upload);
            return upload;
        } catch (SlowUploadException e) {
            upload.close();
            bodies.closeAfter(context);
            throw e;
        } catch (RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    private void spool(RoutingContext context, String contentType, UploadRequest upload) {
        UploadPartHandler parts = new UploadPartHandler(upload, spool, fileTypes);
        try (InputStream body = new RequestBodyInputStream(context)) {
            new MultipartReader(contentType, maxBody, parts).read(body);
            parts.requireOneFile();
        } catch (IOException e) { // of the connection: the disk's are SpoolExceptions
            LOG.debug("a form is incomplete", e);
            throw new InvalidUploadException(INCOMPLETE_FORM);
        }
    }

    private static String contentType(HttpServerRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw new UnsupportedContentCodingException();
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || type.isBlank()) { // JAX-RS lets it pass
            throw new NotSupportedException();
        }
        return type;
    }
}
