package io.tintype.http.upload;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.http.problem.ProblemMappers;
import io.tintype.http.problem.Problems;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.http.request.HttpPipeline;
import io.tintype.http.request.OnRequestEnd;
import io.tintype.http.request.RequestSubject;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Limits the uploads in progress, and rejects others with 503 before their bodies are read, so that the spool stays
 * bounded. One subject may have only a part of the permits, and an upload that is too slow is cut off; otherwise a few
 * clients could hold every permit.
 */
@Startup
@Singleton
class UploadLimiter {

    private static final String DEFAULT_MAX_CONCURRENT_UPLOADS = "64";

    private static final Pattern LINKS = Pattern.compile("/images/[^/]+/links/?");

    private static final long WATCH_MILLIS = 5000;

    /** How long after {@link UploadRate} the connection is closed, so that a thread that reads can respond first. */
    private static final Duration EXTRA = Duration.ofSeconds(10);

    private static final int PART_OF_ONE_SUBJECT = 4;

    private final Vertx vertx;
    private final BodySizeLimiter bodies;
    private final int maxPerSubject;
    private final UploadPermits permits;

    UploadLimiter(Vertx vertx, BodySizeLimiter bodies, CapacityConfig config) {
        this.vertx = vertx;
        this.bodies = bodies;
        int max = number(
                "TINTYPE_MAX_CONCURRENT_UPLOADS", config.maxConcurrentUploads().orElse(DEFAULT_MAX_CONCURRENT_UPLOADS));
        maxPerSubject = config.maxConcurrentUploadsPerSubject()
                .map(text -> number("TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT", text))
                .orElse(Math.max(1, max / PART_OF_ONE_SUBJECT));
        permits = new UploadPermits(max, maxPerSubject);
    }

    /** Registers this stage for every path, because JAX-RS accepts more spellings of a path than a route does. */
    void register(@Observes Router router) {
        HttpPipeline.UPLOAD_PERMIT
                .on(router)
                .method(HttpMethod.POST)
                .method(HttpMethod.PUT)
                .method(HttpMethod.PATCH)
                .handler(this::enter);
    }

    private void enter(RoutingContext context) {
        if (LINKS.matcher(context.normalizedPath()).matches()) { // a POST that uploads nothing
            context.next();
            return;
        }
        Optional<String> subject = RequestSubject.of(context);
        UploadPermits.Decision decision = permits.tryAcquire(subject);
        if (decision != UploadPermits.Decision.GRANTED) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(ProblemMappers.RETRY_AFTER_SECONDS));
            bodies.refuse(
                    context,
                    decision == UploadPermits.Decision.TOO_MANY
                            ? Problems.overloaded()
                            : Problems.tooManyUploads(maxPerSubject));
            return;
        }
        new UploadRequest(() -> permits.release(subject)).attachTo(context);
        long start = System.nanoTime();
        long timer = vertx.setPeriodic(WATCH_MILLIS, tick -> cutIfSlow(context.request(), start));
        OnRequestEnd.then(context, () -> vertx.cancelTimer(timer));
        if (!context.response().closed()) { // else no handler would be called
            context.next();
        }
    }

    private static void cutIfSlow(HttpServerRequest request, long start) {
        if (!request.isEnded()
                && UploadRate.remaining(request, start).plus(EXTRA).isNegative()) {
            request.connection().close();
        }
    }

    private static int number(String variable, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new ConfigurationException(
                "%s is '%s'. Set it to a number of uploads, for example 64.".formatted(variable, text));
    }
}
