package io.tintype.http.request;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Assigns an id to every request: the client's own id if it sent one. The id is in the response and in every log line.
 */
@Singleton
class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final String LOG_KEY = "requestId";

    /** Short and printable, because the id is written to logs. */
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    void register(@Observes Router router) {
        HttpPipeline.REQUEST_ID.on(router).handler(RequestId::name);
    }

    private static void name(RoutingContext context) {
        assign(context);
        context.next();
    }

    static void assign(RoutingContext context) {
        List<String> sent = context.request().headers().getAll(HEADER);
        String id = sent != null
                        && sent.size() == 1
                        && ACCEPTED.matcher(sent.getFirst()).matches()
                ? sent.getFirst()
                : UUID.randomUUID().toString();
        MDC.put(LOG_KEY, id);
        context.response().putHeader(HEADER, id);
    }
}
