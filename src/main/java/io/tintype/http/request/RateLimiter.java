package io.tintype.http.request;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.http.problem.Problems;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Rejects requests of a subject that sends more than {@code TINTYPE_RATE_LIMIT} per second, before their bodies are read.
 * Without this setting, there is no such stage.
 */
@Startup
@Singleton
class RateLimiter {

    private static final String POLICY = "RateLimit-Policy";
    private static final String LIMIT = "RateLimit";
    private static final long MAX_RATE = 1_000_000;

    private final BodySizeLimiter bodies;
    private final Optional<Long> perSecond;

    RateLimiter(RateLimitConfig config, BodySizeLimiter bodies) {
        this.bodies = bodies;
        this.perSecond = config.rateLimit().filter(text -> !text.isBlank()).map(RateLimiter::rate);
    }

    void register(@Observes Router router) {
        perSecond.ifPresent(rate -> {
            SubjectBuckets buckets = new SubjectBuckets(rate, TimeMeter.SYSTEM_NANOTIME);
            String policy = "\"subject\";q=%d;w=1".formatted(rate);
            HttpPipeline.RATE_LIMIT.on(router).handler(context -> limit(context, buckets, policy, rate));
        });
    }

    private void limit(RoutingContext context, SubjectBuckets buckets, String policy, long rate) {
        if (!RequestSubject.isAuthenticated(context)) {
            context.next();
            return;
        }
        ConsumptionProbe probe = buckets.tryConsume(RequestSubject.of(context).orElse(""));
        long seconds = seconds(probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill());
        MultiMap headers = context.response().headers();
        headers.set(POLICY, policy);
        headers.set(LIMIT, "\"subject\";r=%d;t=%d".formatted(probe.getRemainingTokens(), seconds));
        if (probe.isConsumed()) {
            context.next();
            return;
        }
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        bodies.refuse(context, Problems.rateLimited(rate));
    }

    /** Returns whole seconds, at least one, because a client must not retry before its time. */
    private static long seconds(long nanos) {
        return Math.max(1, Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
    }

    private static long rate(String text) {
        try {
            long rate = Long.parseLong(text.strip());
            if (rate >= 1 && rate <= MAX_RATE) {
                return rate;
            }
        } catch (NumberFormatException _) {
            // reported below
        }
        throw new ConfigurationException(
                "TINTYPE_RATE_LIMIT is '%s'. Set it to a number of requests per second, for example 50."
                        .formatted(text));
    }
}
