package io.tintype.http.request;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Tells {@link RequestAudit} the responses of JAX-RS, which has found their operations. */
@Singleton
class AuditFilter {

    private final Provider<RequestAudit> audit; // filters are created during the build, when there is no configuration
    private final CurrentVertxRequest current;

    AuditFilter(Provider<RequestAudit> audit, CurrentVertxRequest current) {
        this.audit = audit;
        this.current = current;
    }

    @ServerResponseFilter
    void record(ContainerResponseContext response, SimpleResourceInfo operation, UriInfo uri) {
        if (operation != null && operation.getMethodName() != null) { // else no operation has the path
            audit.get()
                    .responded(
                            current.getCurrent(),
                            operation.getMethodName(),
                            uri.getPathParameters().getFirst("id"),
                            response);
        }
    }
}
