package io.tintype.http.gallery;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.http.problem.ProblemWriter;
import io.tintype.http.problem.Problems;
import io.tintype.http.request.HttpPipeline;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Adds headers to the files of the gallery, which the bundler creates and Quarkus serves. Hides the files if the
 * operator has switched the gallery off.
 */
@Startup // an invalid value stops startup
@Singleton
class Gallery {

    private static final String BUNDLE = "/static/bundle/";
    private static final String PAGE_CACHE = "no-cache";
    private static final String BUNDLE_CACHE = "public, max-age=31536000, immutable";

    /**
     * Images are shown by links of this origin, and from blobs that the page has fetched with its token. Other sites are
     * excluded, including that of {@code TINTYPE_PUBLIC_URL}: the page opens links by their path.
     */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    private final ProblemWriter problems;
    private final boolean on;

    Gallery(GalleryConfig config, ProblemWriter problems) {
        this.problems = problems;
        this.on = config.gallery().map(Gallery::isOn).orElse(true);
    }

    private static boolean isOn(String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new ConfigurationException("TINTYPE_GALLERY is '%s'. Set it to on or to off.".formatted(value));
        };
    }

    void register(@Observes Router router) {
        for (String path : Set.of("/", "/index.html", "/static/*")) {
            HttpPipeline.STATIC_FILES.on(router, path).handler(this::guard);
        }
    }

    private void guard(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (!on) {
            problems.end(response, Problems.ofStatus(404));
            return;
        }
        if (!Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(context.request().method())) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            problems.end(response, Problems.ofStatus(405));
            return;
        }
        boolean bundled = context.normalizedPath().startsWith(BUNDLE);
        context.addHeadersEndHandler(sent -> {
            if (response.getStatusCode() < 400) {
                addHeaders(response, bundled ? BUNDLE_CACHE : PAGE_CACHE);
            }
        });
        context.next();
    }

    private static void addHeaders(HttpServerResponse response, String cacheControl) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}
