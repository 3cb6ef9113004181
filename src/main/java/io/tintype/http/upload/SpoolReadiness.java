package io.tintype.http.upload;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Reports that the service is not ready if uploads cannot be spooled, because another user owns the folder or it is
 * read-only.
 */
@Readiness
@Singleton
class SpoolReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(SpoolReadiness.class);

    private final SpoolFolder spool;

    SpoolReadiness(SpoolFolder spool) {
        this.spool = spool;
    }

    @Override
    public HealthCheckResponse call() {
        boolean writable = spool.isWritable();
        if (!writable) {
            LOG.warn("not ready: uploads cannot be spooled");
        }
        return HealthCheckResponse.named("spool").status(writable).build();
    }
}
