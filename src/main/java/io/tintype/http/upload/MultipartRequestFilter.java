package io.tintype.http.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SlowUploadException;
import io.tintype.http.problem.UnsupportedContentCodingException;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.http.request.ContentNegotiation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * Reads the form of an upload before JAX-RS looks for it, which then finds it done; {@link MultipartReader} says why.
 * Not a {@code Singleton}: Quarkus would make it with the application's build, before the settings are there.
 */
@ApplicationScoped
class MultipartRequestFilter {

    private static final Logger LOG = Logger.getLogger(MultipartRequestFilter.class);

    private final Path spool;
    private final List<String> fileTypes;
    private final long maxBody;
    private final CurrentVertxRequest current;
    private final ContentNegotiation negotiation;
    private final BodySizeLimiter bodies;

    MultipartRequestFilter(
            SpoolFolder spool,
            @ConfigProperty(name = "quarkus.http.body.multipart.file-content-types") List<String> fileTypes,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody,
            CurrentVertxRequest current,
            ContentNegotiation negotiation,
            BodySizeLimiter bodies) {
        this.spool = spool.path();
        this.fileTypes = fileTypes;
        this.maxBody = maxBody.asLongValue();
        this.current = current;
        this.negotiation = negotiation;
        this.bodies = bodies;
    }

    /**
     * Only the upload is a POST, and another media type than a form's has been refused before. What can be refused by
     * the headers is, before the body is read.
     */
    @ServerRequestFilter
    void read(ContainerRequestContext request) {
        if (!request.getMethod().equals(HttpMethod.POST)) {
            return;
        }
        negotiation.requireJson();
        String contentType = contentType(request);
        ResteasyReactiveRequestContext context = CurrentRequestManager.get();
        UploadPartHandler form = new UploadPartHandler(spool, fileTypes);
        try (InputStream body = new RequestBodyInputStream(current.getCurrent().request())) {
            new MultipartReader(contentType, maxBody, form).read(body);
            context.setFormData(form.data());
        } catch (IOException e) { // of the connection: the disk's are SpoolExceptions
            LOG.debug("a form breaks off", e);
            remove(form);
            throw new InvalidUploadException("The body breaks off before the end of the form.");
        } catch (SlowUploadException e) {
            remove(form);
            bodies.closeAfter(current.getCurrent());
            throw e;
        } catch (RuntimeException e) {
            remove(form);
            throw e;
        }
        // On a thread of its own, for the event loop may be the one that ends the request.
        context.registerCompletionCallback(end -> Thread.startVirtualThread(() -> remove(form)));
    }

    private static String contentType(ContainerRequestContext request) {
        String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw new UnsupportedContentCodingException();
        }
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (type == null || type.isBlank()) { // JAX-RS lets it pass
            throw new NotSupportedException();
        }
        return type;
    }

    private static void remove(UploadPartHandler form) {
        try {
            form.close();
        } catch (IOException e) {
            LOG.error("cannot remove a spooled upload", e);
        }
    }
}
