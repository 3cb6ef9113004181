package io.tintype.http.request;

import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Ends a request whose client has disconnected. Quarkus would log an error with a stack for each, so that any client
 * could fill the log.
 */
@Singleton
class DisconnectHandler {

    private static final Logger LOG = Logger.getLogger(DisconnectHandler.class);

    void register(@Observes Router router) {
        HttpPipeline.DISCONNECTS.on(router).failureHandler(DisconnectHandler::handle);
    }

    private static void handle(RoutingContext context) {
        Throwable failure = context.failure();
        boolean isOfConnection = failure instanceof IOException || failure instanceof HttpClosedException;
        if (isOfConnection && context.response().closed()) {
            LOG.debugf("the client has disconnected: %s", failure.getMessage());
            return;
        }
        context.next();
    }
}
