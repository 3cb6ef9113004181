package io.tintype.http.gallery;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.LaunchMode;
import io.tintype.http.request.HttpPipeline;
import io.tintype.security.DevelopmentToken;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * Serves the gallery's ready-made token in dev mode only, and only to the page of this server: a site whose name
 * resolves to this machine (DNS rebinding) has another host, and Sec-Fetch-Site marks the requests of other sites.
 */
@Singleton
@IfBuildProfile("dev")
class DevelopmentSignIn {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final DevelopmentToken token;

    DevelopmentSignIn(DevelopmentToken token) {
        this.token = token;
    }

    void register(@Observes Router router) {
        // The profile alone is not sufficient, because a package can be built with it.
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            HttpPipeline.STATIC_FILES
                    .on(router, "/development-token")
                    .method(HttpMethod.POST)
                    .handler(this::respond);
        }
    }

    private void respond(RoutingContext context) {
        Optional<String> ready = token.token();
        if (ready.isEmpty() || !isOfThisPage(context)) {
            context.next(); // to the 404 of unknown paths
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(JsonObject.of("token", ready.get()).encode());
    }

    private static boolean isOfThisPage(RoutingContext context) {
        HostAndPort host = context.request().authority();
        return host != null
                && THIS_MACHINE.contains(host.host())
                && "same-origin".equals(context.request().getHeader("Sec-Fetch-Site"));
    }
}
