package io.tintype.http.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Adds headers to every response that does not have them, including errors and Quarkus's own responses. With these
 * headers, no cache stores the response, no browser guesses another type or sends the address to other sites, and JSON
 * is not rendered as a page.
 */
@Singleton
class SecurityHeaders {

    private final boolean dependsOnOrigin;

    /** @param cors whether pages of the configured origins may read responses */
    SecurityHeaders(@ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false") boolean cors) {
        this.dependsOnOrigin = cors;
    }

    void register(@Observes Router router) {
        HttpPipeline.SECURITY_HEADERS.on(router).handler(context -> {
            context.addHeadersEndHandler(end -> {
                complete(context);
                if (dependsOnOrigin) {
                    addOriginToVary(context.response().headers());
                }
            });
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

    /**
     * Quarkus adds Access-Control-Allow-Origin to responses to requests with an Origin, and never adds Vary. Without it,
     * a cache would return what it stored for an {@code <img>}, whose request has no Origin, to a page that reads pixels.
     */
    private static void addOriginToVary(MultiMap headers) {
        String vary = headers.get(HttpHeaders.VARY);
        headers.set(HttpHeaders.VARY, vary == null ? "Origin" : vary + ", Origin");
    }

    private static void putIfAbsent(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
