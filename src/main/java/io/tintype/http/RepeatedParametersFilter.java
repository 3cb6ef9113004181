package io.tintype.http;

import io.tintype.http.problem.InvalidParameterException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Rejects a request in which a query parameter of the contract has several values. JAX-RS would use the first value,
 * and caches and proxies may use another one.
 */
@Singleton
class RepeatedParametersFilter {

    /** The query parameters of all operations, each of which has one value. */
    static final List<String> PARAMETERS = List.of(
            "cursor",
            "disposition",
            "expiresIn",
            "fileName",
            "fit",
            "focus",
            "format",
            "height",
            "limit",
            "link",
            "name",
            "preset",
            "quality",
            "sha256",
            "size",
            "variant",
            "width");

    @ServerRequestFilter
    void check(UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        if (query.isEmpty()) {
            return;
        }
        for (String parameter : PARAMETERS) {
            List<String> values = query.get(parameter);
            if (values != null && values.size() > 1) {
                throw new InvalidParameterException(parameter, "must not be repeated");
            }
        }
    }
}
