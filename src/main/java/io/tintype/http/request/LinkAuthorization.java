package io.tintype.http.request;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Ignores the credentials of requests that open links. A link needs none, and a page may send an expired token with
 * every request, which Quarkus would reject.
 */
@Singleton
class LinkAuthorization {

    void register(@Observes Router router) {
        HttpPipeline.LINK_AUTHORIZATION.on(router, "/links/*").handler(LinkAuthorization::ignore);
    }

    private static void ignore(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            context.request().headers().remove(HttpHeaders.AUTHORIZATION);
        }
        context.next();
    }
}
