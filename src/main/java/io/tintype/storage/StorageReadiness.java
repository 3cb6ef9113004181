package io.tintype.storage;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Reports the service as ready if the store is available, because every operation needs it. Only the log has the cause
 * of a failure.
 */
@Readiness
@Singleton
class StorageReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(StorageReadiness.class);

    private final ImageStore store;
    private final StorageConfig config;

    StorageReadiness(ImageStore store, StorageConfig config) {
        this.store = store;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("storage").withData("kind", config.kind());
        try {
            store.check();
            return response.up().build();
        } catch (StorageException e) {
            LOG.warnf("not ready: %s", e.getMessage());
            return response.down().build();
        }
    }
}
