package io.tintype.http.request;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.tintype.security.TokenSubject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The token subject of a request, also before JAX-RS. */
public final class RequestSubject {

    private RequestSubject() {}

    /** Returns whether the request has a token that has been verified. */
    static boolean isAuthenticated(RoutingContext context) {
        return context.user() instanceof QuarkusHttpUser user
                && !user.getSecurityIdentity().isAnonymous();
    }

    /** Returns the subject of the request's token, which has been verified; empty without a token or a subject. */
    public static Optional<String> of(RoutingContext context) {
        return context.user() instanceof QuarkusHttpUser user
                ? TokenSubject.of(user.getSecurityIdentity().getPrincipal())
                : Optional.empty();
    }
}
