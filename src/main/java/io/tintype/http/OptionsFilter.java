package io.tintype.http;

import io.tintype.http.problem.AllowedMethods;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Responds to OPTIONS with the methods of the path (RFC 9110, section 9.3.7). JAX-RS would list those of all paths. */
@Singleton
class OptionsFilter {

    @ServerRequestFilter(preMatching = true)
    Response allow(ContainerRequestContext request) {
        if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
            return null;
        }
        return Response.ok()
                .header(
                        HttpHeaders.ALLOW,
                        AllowedMethods.at(request.getUriInfo()).orElseThrow(NotFoundException::new))
                .build();
    }
}
