package io.tintype.rendition;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Says whether renditions can be made. Never a reason not to be ready: images are served all the same. */
@Readiness
@Singleton
class RenditionReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(RenditionReadiness.class);

    private final VipsEngine engine;

    RenditionReadiness(VipsEngine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> version = engine.version();
        var response = HealthCheckResponse.named("renditions").withData("available", version.isPresent());
        version.ifPresent(libvips -> response.withData("libvips", libvips));
        return response.up().build();
    }

    /** On a thread of its own: loading the library and all that it needs takes longer than the rest of the start. */
    void say(@Observes StartupEvent start) {
        Thread.ofPlatform()
                .daemon()
                .name("libvips")
                .start(() -> engine.version()
                        .ifPresentOrElse(
                                version -> LOG.infof("renditions are made by libvips %s", version),
                                () -> LOG.infof(
                                        "no renditions: there is no libvips. Its package is %s", VipsEngine.PACKAGES)));
    }
}
