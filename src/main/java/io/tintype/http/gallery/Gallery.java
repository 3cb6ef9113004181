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
import java.util.stream.Collectors;

/**
 * Adds headers to the files of the gallery, which the bundler creates and Quarkus serves. Hides the files if the
 * operator has switched the gallery off.
 */
@Startup // an invalid value stops startup
@Singleton
class Gallery {

    private static final String SIGN_IN = "/sign-in";
    private static final String BUNDLE = "/static/bundle/";
    private static final String PAGE_CACHE = "no-cache";
    private static final String BUNDLE_CACHE = "public, max-age=31536000, immutable";

    private static final Set<String> PAGES = Set.of("/", "/index.html");

    /**
     * Images are shown by links of this origin, and from blobs that the page has fetched with its token. Other sites are
     * excluded, including that of {@code TINTYPE_PUBLIC_URL}: the page opens links by their path. Only the issuer with
     * which people sign in is not: its origins follow {@code connect-src 'self'}.
     */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "connect-src 'self'%s",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    private final ProblemWriter problems;
    private final SignIn signIn;
    private final boolean on;

    Gallery(GalleryConfig config, SignIn signIn, ProblemWriter problems) {
        this.signIn = signIn;
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
        for (String path : Set.of("/", "/index.html", "/static/*", SIGN_IN)) {
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
        String path = context.normalizedPath();
        if (path.equals(SIGN_IN)) {
            signIn.respond(context);
        } else if (PAGES.contains(path)) {
            signIn.origins(context).onSuccess(origins -> serve(context, PAGE_CACHE, origins));
        } else {
            serve(context, path.startsWith(BUNDLE) ? BUNDLE_CACHE : PAGE_CACHE, Set.of());
        }
    }

    private static void serve(RoutingContext context, String cacheControl, Set<String> origins) {
        HttpServerResponse response = context.response();
        context.addHeadersEndHandler(sent -> {
            if (response.getStatusCode() < 400) {
                addHeaders(response, cacheControl, origins);
            }
        });
        context.next();
    }

    private static void addHeaders(HttpServerResponse response, String cacheControl, Set<String> origins) {
        String sources = origins.stream().map(origin -> " " + origin).collect(Collectors.joining());
        response.putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY.formatted(sources))
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}
