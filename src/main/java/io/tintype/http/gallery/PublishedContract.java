package io.tintype.http.gallery;

import io.tintype.http.problem.ProblemWriter;
import io.tintype.http.problem.Problems;
import io.tintype.http.request.HttpPipeline;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/** Guards {@code /openapi.yaml}, which Quarkus serves: allows GET and HEAD, and sets the media type (RFC 9512). */
@Singleton
class PublishedContract {

    private final ProblemWriter problems;

    PublishedContract(ProblemWriter problems) {
        this.problems = problems;
    }

    void register(@Observes Router router) {
        HttpPipeline.STATIC_FILES.on(router, "/openapi.yaml").handler(this::guard);
    }

    private void guard(RoutingContext context) {
        if (!Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(context.request().method())) {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            problems.end(context.response(), Problems.ofStatus(405));
            return;
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml");
        context.next();
    }
}
