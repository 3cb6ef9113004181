package io.tintype.http.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Adds headers to every response that does not have them, including errors and Quarkus's own responses. With these
 * headers, no cache stores the response, no browser guesses another type or sends the address to other sites, and JSON
 * is not rendered as a page.
 */
@Singleton
class SecurityHeaders {

    void register(@Observes Router router) {
        HttpPipeline.SECURITY_HEADERS.on(router).handler(context -> {
            context.addHeadersEndHandler(end -> complete(context));
            context.next();
        });
    }

    static void complete(RoutingContext context) {
        MultiMap headers = context.response().headers();
        putIfAbsent(headers, "X-Content-Type-Options", "nosniff");
        putIfAbsent(headers, "Referrer-Policy", "no-referrer");
        putIfAbsent(headers, "Cache-Control", "no-store");
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.contains("json")) {
            putIfAbsent(headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
    }

    private static void putIfAbsent(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
