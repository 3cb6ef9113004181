package io.tintype.http.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.tintype.http.problem.DigestMismatchException;
import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SlowUploadException;
import io.tintype.http.problem.UnsupportedContentCodingException;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.image.ImageException;
import io.tintype.image.UploadLimits;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
    private final UploadLimits limits;
    private final BodySizeLimiter bodies;

    UploadReceiver(
            SpoolFolder spool,
            @ConfigProperty(name = "quarkus.http.body.multipart.file-content-types") List<String> fileTypes,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody,
            UploadLimits limits,
            BodySizeLimiter bodies) {
        this.spool = spool.path();
        this.fileTypes = fileTypes;
        this.maxBody = maxBody.asLongValue();
        this.limits = limits;
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
        requireNoCoding(context.request());
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || type.isBlank()) { // JAX-RS lets it pass
            throw new NotSupportedException();
        }
        return spool(context, INCOMPLETE_FORM, (body, upload) -> {
            UploadPartHandler parts = new UploadPartHandler(upload, spool, fileTypes);
            new MultipartReader(type, maxBody, parts).read(body);
            parts.requireOneFile();
        });
    }

    /**
     * Spools a body that is one image. The caller closes the result.
     *
     * @param name the submitted file name; may be empty
     * @throws UnsupportedContentCodingException if the body has a content coding
     * @throws DigestMismatchException if the body does not have the digests
     * @throws ImageException.TooLarge if it announces more than {@link UploadLimits#maxBytes()}
     * @throws WebApplicationException with 413 if it has more than that
     * @throws InvalidUploadException if it is incomplete
     * @throws SlowUploadException if it arrives more slowly than {@link UploadRate} allows
     */
    public UploadRequest receive(RoutingContext context, String name, BodyDigests digests) {
        requireNoCoding(context.request());
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limits.maxBytes()) {
            throw new ImageException.TooLarge(Long.parseLong(length), limits.maxBytes());
        }
        return spool(context, "The body is incomplete.", (body, upload) -> {
            upload.open(spool, name, digests.sha512());
            copy(body, upload);
            upload.finish();
            digests.verify(upload.file().sha256());
        });
    }

    private void copy(InputStream body, UploadRequest upload) throws IOException {
        byte[] piece = new byte[MultipartReader.PIECE];
        long bytes = 0;
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            bytes += read;
            if (bytes > limits.maxBytes()) {
                throw new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
            }
            upload.write(ByteBuffer.wrap(piece, 0, read));
        }
    }

    /** Reads a body into the file of its upload. */
    private interface BodyReader {
        void read(InputStream body, UploadRequest upload) throws IOException;
    }

    private UploadRequest spool(RoutingContext context, String incomplete, BodyReader reader) {
        UploadRequest upload = UploadRequest.of(context);
        if (!upload.beginProcessing()) {
            throw new InvalidUploadException(incomplete);
        }
        try (InputStream body = new RequestBodyInputStream(context)) {
            reader.read(body, upload);
            return upload;
        } catch (IOException e) { // of the connection: the disk's are SpoolExceptions
            LOG.debug("an upload is incomplete", e);
            upload.close();
            throw new InvalidUploadException(incomplete);
        } catch (SlowUploadException e) {
            upload.close();
            bodies.closeAfter(context);
            throw e;
        } catch (RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    private static void requireNoCoding(HttpServerRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw new UnsupportedContentCodingException();
        }
    }
}
