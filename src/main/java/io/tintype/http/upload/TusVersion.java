package io.tintype.http.upload;

import io.tintype.http.problem.Problems;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.http.request.HttpPipeline;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Handles the version of tus, whose core protocol requires that every response states it, and that a request with
 * another version is rejected with 412.
 */
@Singleton
class TusVersion {

    private static final String TUS_RESUMABLE = "Tus-Resumable";
    private static final String SUPPORTED = "1.0.0";

    private final BodySizeLimiter bodies;

    TusVersion(BodySizeLimiter bodies) {
        this.bodies = bodies;
    }

    void register(@Observes Router router) {
        HttpPipeline.TUS_VERSION.on(router, "/uploads*").handler(this::check);
    }

    private void check(RoutingContext context) {
        String version = context.request().getHeader(TUS_RESUMABLE);
        if (version == null || context.request().method() == HttpMethod.OPTIONS) {
            context.next();
            return;
        }
        context.response().putHeader(TUS_RESUMABLE, SUPPORTED);
        if (version.strip().equals(SUPPORTED)) {
            context.next();
            return;
        }
        context.response().putHeader("Tus-Version", SUPPORTED);
        bodies.refuse(context, Problems.unsupportedTusVersion(SUPPORTED));
    }
}
