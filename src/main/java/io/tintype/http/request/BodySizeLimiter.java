package io.tintype.http.request;

import io.quarkus.runtime.configuration.MemorySize;
import io.tintype.api.model.Problem;
import io.tintype.http.problem.ProblemWriter;
import io.tintype.http.problem.Problems;
import io.tintype.image.UploadLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects bodies that are too large with a problem, because Quarkus's own response has no body, and is sent before
 * JAX-RS. A declared length is rejected before a byte is read. A body of unknown length is counted while it is read, by
 * the reader of the form.
 */
@Singleton
public class BodySizeLimiter {

    /** A client that is still sending would lose the response if the connection closed at once. */
    private static final long DRAIN_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** Maximum number of bytes of a body that are read and discarded before the connection is closed. */
    private static final long MAX_DRAINED_BYTES = 32L * 1024 * 1024;

    private static final long WATCH_MILLIS = 1000;

    /** The methods of requests that upload an image, or a piece of one. */
    private static final Set<HttpMethod> UPLOADS = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final Vertx vertx;
    private final ProblemWriter problems;
    private final RequestAudit audit;
    private final UploadLimits limits;
    private final long maxBody;

    BodySizeLimiter(
            Vertx vertx,
            ProblemWriter problems,
            RequestAudit audit,
            UploadLimits limits,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
        this.vertx = vertx;
        this.problems = problems;
        this.audit = audit;
        this.limits = limits;
        this.maxBody = maxBody.asLongValue();
    }

    void register(@Observes Router router) {
        HttpPipeline.DECLARED_LENGTH.on(router).handler(this::checkDeclaredLength);
        HttpPipeline.UNDECLARED_LENGTH.on(router).handler(this::watchUndeclaredLength);
    }

    /** Returns the Content-Length of a request, which Netty has parsed, or empty if the request has none. */
    public static OptionalLong declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }

    private void checkDeclaredLength(RoutingContext context) {
        if (declaredLength(context.request()).orElse(0) <= maxBody) {
            context.next();
            return;
        }
        if (context.normalizedPath().startsWith("/uploads")) {
            context.response().putHeader("Upload-Limit", "max-size=" + limits.maxBytes());
        }
        refuse(context, Problems.tooLarge(limits.maxBytes()));
    }

    /** Responds with a problem before the body is read. Other headers of the response must be set before. */
    public void refuse(RoutingContext context, Problem problem) {
        drain(context.request(), () -> {});
        audit.rejected(context, problem);
        problems.end(context.response(), problem);
    }

    /**
     * Closes an HTTP/1 connection after the request's body and the response, which announces this (RFC 9112, section
     * 9.6).
     */
    public void closeAfter(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            return;
        }
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        OnRequestEnd.then(context, () -> {
            if (request.isEnded()) {
                request.connection().close();
                return;
            }
            drain(request, () -> request.connection().close());
        });
    }

    /** Reads and discards bytes that a client still sends, and closes the connection if that takes too long. */
    private void drain(HttpServerRequest request, Runnable then) {
        long timer = vertx.setTimer(DRAIN_MILLIS, late -> request.connection().close());
        request.handler(discarded -> {});
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            then.run();
        });
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.resume();
    }

    private void watchUndeclaredLength(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (UPLOADS.contains(request.method()) && declaredLength(request).isEmpty()) {
            long most = maxBody + MAX_DRAINED_BYTES;
            long timer = vertx.setPeriodic(WATCH_MILLIS, tick -> {
                if (request.bytesRead() > most) {
                    request.connection().close();
                }
            });
            OnRequestEnd.then(context, () -> vertx.cancelTimer(timer));
        }
        context.next();
    }
}
