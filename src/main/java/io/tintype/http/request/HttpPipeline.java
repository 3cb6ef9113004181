package io.tintype.http.request;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The stages that a request passes before JAX-RS, from the first to the last. Each stage is a Vert.x route with the
 * order that is defined here. It handles the request, or passes it on with {@link RoutingContext#next()}. A failure
 * passes the failure handlers of the stages, starting with the first stage.
 *
 * <p>Quarkus's own stages are listed to show their place among those of this service. Quarkus registers them with its
 * own orders, so the orders here have gaps.
 */
public enum HttpPipeline {
    /** Handles one request of a connection at a time: {@link PipeliningLimiter}. */
    PIPELINING(Integer.MIN_VALUE),

    /** Ends failed requests whose callers have disconnected: {@link DisconnectHandler}. */
    DISCONNECTS(Integer.MIN_VALUE + 1),

    /** Responds to requests that Vert.x could not parse: {@link MalformedRequestHandler}. */
    MALFORMED_REQUESTS(Integer.MIN_VALUE + 2),

    /** Begins the span of the request: {@link RequestSpans}. */
    TRACING(Integer.MIN_VALUE + 3),

    /** Adds headers to every response: {@link SecurityHeaders}. */
    SECURITY_HEADERS(-1001),

    /** Adds the request's id to the log and to the response: {@link RequestId}. */
    REQUEST_ID(-1000),

    /** Rejects ambiguous headers and combines lists: {@link RequestHeaderRules}. */
    HEADER_RULES(-999),

    /** Ignores the tokens of requests that open links: {@link LinkAuthorization}. */
    LINK_AUTHORIZATION(-998),

    /** Quarkus's CORS filter. */
    CORS(-300),

    /** Handles the version of tus, after CORS so that pages can read the response: {@code TusVersion}. */
    TUS_VERSION(-299),

    /** Quarkus's authentication: the request has a verified token from here on. */
    AUTHENTICATION(-200),

    /** Quarkus's authorization of paths. */
    AUTHORIZATION(-100),

    /** Limits the requests of each subject: {@link RateLimiter}. */
    RATE_LIMIT(-90),

    /** Adds headers to static files, or hides them: the classes of {@code http.gallery}. */
    STATIC_FILES(-10),

    /** Rejects a declared length that is too large: {@link BodySizeLimiter}. */
    DECLARED_LENGTH(-3),

    /** Quarkus's own limit for a body, whose response is not an RFC 9457 problem. */
    QUARKUS_BODY_LIMIT(-2),

    /** Closes connections that go on sending a body that is too large: {@link BodySizeLimiter}. */
    UNDECLARED_LENGTH(-1),

    /** Acquires the permit of an upload: {@code UploadLimiter}. Static files and JAX-RS follow. */
    UPLOAD_PERMIT(-1);

    private final int order;

    HttpPipeline(int order) {
        this.order = order;
    }

    /** Returns the order of the stage's routes. */
    int order() {
        return order;
    }

    /** Adds this stage to the requests for every path. */
    public Route on(Router router) {
        return router.route().order(order);
    }

    /** Adds this stage to the requests for one path. */
    public Route on(Router router, String path) {
        return router.route(path).order(order);
    }
}
