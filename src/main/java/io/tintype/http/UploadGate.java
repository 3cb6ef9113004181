package io.tintype.http;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many uploads in at once, and answers 503 to the rest before their bodies are read: what is spooled stays
 * bounded, however many come. An upload that hardly moves is cut, or a few callers could hold every place.
 */
@Startup
@Singleton
class UploadGate {

    private static final String DEFAULT_MAX_CONCURRENT_UPLOADS = "64";

    /** After the length is checked, which needs no place. */
    private static final int AFTER_LIMIT = -1;

    private static final String PLACE = UploadGate.class.getName();
    private static final long WATCH_MILLIS = 5000;
    private static final long UNWATCHED_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long LEAST_BYTES_PER_MILLI = 1;

    private final Vertx vertx;
    private final BodyLimit bodies;
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    UploadGate(Vertx vertx, BodyLimit bodies, CapacityConfig config) {
        this.vertx = vertx;
        this.bodies = bodies;
        most = places(config.maxConcurrentUploads().orElse(DEFAULT_MAX_CONCURRENT_UPLOADS));
    }

    /** A place, until its connection has its answer or is gone, and nobody works on the upload any more. */
    final class Place {

        private final AtomicInteger holders = new AtomicInteger(1);

        /** Keeps the place though the caller may leave: what was spooled is still there. */
        Place hold() {
            if (holders.getAndIncrement() == 0) { // the caller left before
                taken.incrementAndGet();
            }
            return this;
        }

        void leave() {
            if (holders.decrementAndGet() == 0) {
                taken.decrementAndGet();
            }
        }
    }

    /** The place of the upload that this request is. */
    static Place placeOf(RoutingContext context) {
        Place place = context.get(PLACE);
        return place.hold();
    }

    /** Whatever the path: JAX-RS knows more ways to write one than a route does, and others are answered at once. */
    void register(@Observes Router router) {
        router.route().method(HttpMethod.POST).order(AFTER_LIMIT).handler(this::enter);
    }

    private void enter(RoutingContext context) {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(ProblemMappers.RETRY_AFTER_SECONDS));
            bodies.refuse(context, Problems.overloaded());
            return;
        }
        Place place = new Place();
        context.put(PLACE, place);
        long start = System.nanoTime();
        long timer = vertx.setPeriodic(WATCH_MILLIS, tick -> cutIfSlow(context.request(), start));
        RequestEnd.then(context, () -> {
            vertx.cancelTimer(timer);
            place.leave();
        });
        if (!context.response().closed()) { // else nobody would hear of it
            context.next();
        }
    }

    private static void cutIfSlow(HttpServerRequest request, long start) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (millis > UNWATCHED_MILLIS && !request.isEnded() && request.bytesRead() < millis * LEAST_BYTES_PER_MILLI) {
            request.connection().close();
        }
    }

    private static int places(String text) {
        try {
            int places = Integer.parseInt(text);
            if (places >= 1) {
                return places;
            }
        } catch (NumberFormatException e) {
            // answered below, in our words
        }
        throw new ConfigurationException(
                "TINTYPE_MAX_CONCURRENT_UPLOADS is '%s'. Set it to a number of uploads, for example 64."
                        .formatted(text));
    }
}
