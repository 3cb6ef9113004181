package io.tintype.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Replaces the method of a request to a resumable upload by the one in {@code X-HTTP-Method-Override}. The core protocol
 * of tus requires this for clients that cannot send PATCH or DELETE, such as those that use Java's HttpURLConnection.
 */
@Singleton
class UploadMethodFilter {

    private static final Set<String> METHODS = Set.of(HttpMethod.PATCH, HttpMethod.DELETE, HttpMethod.HEAD);

    @ServerRequestFilter(preMatching = true)
    void override(ContainerRequestContext request) {
        String method = request.getHeaderString("X-HTTP-Method-Override");
        if (method != null
                && METHODS.contains(method)
                && request.getMethod().equals(HttpMethod.POST)
                && request.getHeaderString("Tus-Resumable") != null
                && request.getUriInfo().getPath().startsWith("/uploads/")) {
            request.setMethod(method);
        }
    }
}
