package io.tintype.http.request;

import io.tintype.http.problem.ProblemWriter;
import io.tintype.http.problem.Problems;
import io.vertx.core.VertxException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Responds to requests that Vert.x rejects before any handler has seen them, such as those without a host. Quarkus
 * would respond with its own text, and log an error, so that a client could fill the log.
 */
@Singleton
class MalformedRequestHandler {

    private static final Logger LOG = Logger.getLogger(MalformedRequestHandler.class);
    private static final int BAD_REQUEST = 400;

    private final ProblemWriter problems;
    private final BodySizeLimiter bodies;

    MalformedRequestHandler(ProblemWriter problems, BodySizeLimiter bodies) {
        this.problems = problems;
        this.bodies = bodies;
    }

    void register(@Observes Router router) {
        HttpPipeline.MALFORMED_REQUESTS.on(router).failureHandler(this::respond);
    }

    private void respond(RoutingContext context) {
        if (context.statusCode() != BAD_REQUEST || !(context.failure() instanceof VertxException refusal)) {
            context.next();
            return;
        }
        RequestId.assign(context);
        LOG.debugf("a malformed request: %s", refusal.getMessage());
        context.addHeadersEndHandler(end -> SecurityHeaders.complete(context));
        bodies.closeAfter(context); // a client that sends one such request may send thousands after it
        problems.end(context.response(), Problems.ofStatus(BAD_REQUEST));
    }
}
