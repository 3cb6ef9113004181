package io.tintype.http;

import io.tintype.http.problem.AllowedMethods;
import io.tintype.image.UploadLimits;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Responds to OPTIONS with the methods of the path (RFC 9110, section 9.3.7). JAX-RS would list those of all paths. The
 * paths of resumable uploads have the limits and capabilities of both protocols in addition.
 */
@Singleton
class OptionsFilter {

    private final Instance<UploadLimits> limits; // filters are created before the configuration can be read

    OptionsFilter(Instance<UploadLimits> limits) {
        this.limits = limits;
    }

    @ServerRequestFilter(preMatching = true)
    Response allow(ContainerRequestContext request) {
        if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
            return null;
        }
        String methods = AllowedMethods.at(request.getUriInfo()).orElseThrow(NotFoundException::new);
        Response.ResponseBuilder response = Response.ok().header(HttpHeaders.ALLOW, methods);
        if (request.getUriInfo().getPath().startsWith("/uploads")) {
            addUploads(response);
        }
        return response.build();
    }

    private void addUploads(Response.ResponseBuilder response) {
        long maxBytes = limits.get().maxBytes();
        response.header("Tus-Resumable", "1.0.0")
                .header("Tus-Version", "1.0.0")
                .header(
                        "Tus-Extension",
                        "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum")
                .header("Tus-Max-Size", maxBytes)
                .header("Tus-Checksum-Algorithm", "sha1,sha256,sha512")
                .header("Accept-Patch", "application/offset+octet-stream, application/partial-upload")
                .header("Upload-Limit", "max-size=" + maxBytes);
    }
}
