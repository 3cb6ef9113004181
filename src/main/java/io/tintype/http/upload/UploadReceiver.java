package io.tintype.http.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.tintype.http.problem.DigestMismatchException;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SlowUploadException;
import io.tintype.http.problem.SpoolException;
import io.tintype.http.problem.UnsupportedContentCodingException;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.image.ImageException;
import io.tintype.image.SpooledFile;
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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Receives the bodies of uploads on virtual threads, in place of JAX-RS. {@link MultipartReader} explains the reason.
 */
@Singleton
public class UploadReceiver {

    private static final Logger LOG = Logger.getLogger(UploadReceiver.class);
    private static final String INCOMPLETE_FORM = "The body ends before the end of the form.";
    private static final String INCOMPLETE_PIECE = "The body is incomplete. The bytes that have arrived are kept.";

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
     * @throws InvalidParameterException if the body is a part of an image (RFC 9110, section 14.5)
     * @throws UnsupportedContentCodingException if the body has a content coding
     * @throws DigestMismatchException if the body does not have the digests
     * @throws ImageException.TooLarge if it announces more than {@link UploadLimits#maxBytes()}
     * @throws WebApplicationException with 413 if it has more than that
     * @throws InvalidUploadException if it is incomplete
     * @throws SlowUploadException if it arrives more slowly than {@link UploadRate} allows
     */
    public UploadRequest receive(RoutingContext context, String name, BodyDigests digests) {
        requireNoCoding(context.request());
        if (context.request().headers().contains(HttpHeaders.CONTENT_RANGE)) {
            throw new InvalidParameterException("Content-Range", "is not supported; send the whole image");
        }
        long length = BodySizeLimiter.declaredLength(context.request()).orElse(0);
        if (length > limits.maxBytes()) {
            throw new ImageException.TooLarge(length, limits.maxBytes());
        }
        return spool(context, "The body is incomplete.", (body, upload) -> {
            upload.open(spool, name, digests.others());
            copy(
                    body,
                    upload,
                    limits.maxBytes(),
                    () -> new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE));
            upload.finish();
            digests.verify(upload.file().sha256());
        });
    }

    /**
     * Spools a piece of an image. If the body is incomplete, the result has the bytes that have arrived. The caller
     * closes the result.
     *
     * @param name the submitted file name of the image; may be empty
     * @param max maximum number of bytes
     * @param tooLarge creates the exception for a body with more bytes, of which nothing is kept
     * @throws UnsupportedContentCodingException if the body has a content coding
     * @throws DigestMismatchException if the body is complete and does not have the digests
     */
    ReceivedPiece receivePiece(
            RoutingContext context, String name, BodyDigests digests, long max, Supplier<RuntimeException> tooLarge) {
        requireNoCoding(context.request());
        UploadRequest upload = UploadRequest.of(context);
        if (!upload.beginProcessing()) {
            throw new InvalidUploadException(INCOMPLETE_PIECE);
        }
        try {
            upload.open(spool, name, digests.others());
            Optional<RuntimeException> failure = copyArriving(context, upload, max, tooLarge);
            upload.finish();
            if (failure.isEmpty()) {
                digests.verify(upload.file().sha256());
            }
            return new ReceivedPiece(upload, upload.size(), failure);
        } catch (RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    /**
     * Spools a whole image from its earlier pieces and the last one, which is the upload's current file.
     *
     * @param others the digests that are given the bytes besides SHA-256
     * @param earlier writes the earlier pieces
     */
    SpooledFile join(UploadRequest upload, Collection<MessageDigest> others, PieceWriter earlier) {
        SpooledFile last = upload.file();
        upload.open(spool, last.submittedName(), others);
        try {
            OutputStream image = upload.stream();
            earlier.writeTo(image);
            Files.copy(last.path(), image);
        } catch (IOException e) {
            throw new SpoolException(e);
        }
        upload.finish();
        return upload.file();
    }

    /** Writes pieces of an image. */
    interface PieceWriter {
        void writeTo(OutputStream image) throws IOException;
    }

    /** Copies the bytes of a body that may break off, and returns the failure if it does. */
    private Optional<RuntimeException> copyArriving(
            RoutingContext context, UploadRequest upload, long max, Supplier<RuntimeException> tooLarge) {
        try (InputStream body = new RequestBodyInputStream(context)) {
            copy(body, upload, max, tooLarge);
            return Optional.empty();
        } catch (IOException e) { // of the connection: the disk's are SpoolExceptions
            LOG.debug("a piece is incomplete", e);
            return Optional.of(new InvalidUploadException(INCOMPLETE_PIECE));
        } catch (SlowUploadException e) {
            bodies.closeAfter(context);
            return Optional.of(e);
        }
    }

    private static void copy(InputStream body, UploadRequest upload, long max, Supplier<RuntimeException> tooLarge)
            throws IOException {
        byte[] piece = new byte[MultipartReader.PIECE];
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            if (upload.size() + read > max) {
                throw tooLarge.get();
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
