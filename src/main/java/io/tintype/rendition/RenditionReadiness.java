package io.tintype.rendition;

import io.quarkus.runtime.StartupEvent;
import io.tintype.rendition.worker.WorkerProtocol;
import io.tintype.rendition.worker.WorkerProtocol.Greeting;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Reports whether renditions can be made. The service is also ready without renditions, because it can still serve
 * images.
 */
@Readiness
@Singleton
class RenditionReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(RenditionReadiness.class);

    /** The packages that operators can install. */
    private static final String PACKAGES = "libvips42 (Debian), libvips42t64 (Ubuntu) or vips (Fedora)";

    private static final String NONE = "no renditions: there is no libvips. Its package is " + PACKAGES;

    private final WorkerPool workers;
    private final RenditionLimits limits;
    private final boolean serving;

    RenditionReadiness(
            WorkerPool workers,
            RenditionLimits limits,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serving) {
        this.workers = workers;
        this.limits = limits;
        this.serving = serving;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Greeting> greeting =
                workers.greeting().filter(first -> first.readiness() == WorkerProtocol.Readiness.READY);
        var response = HealthCheckResponse.named("renditions").withData("available", greeting.isPresent());
        greeting.ifPresent(first -> response.withData("libvips", first.text())
                .withData("isolation", first.walls().toString()));
        return response.up().build();
    }

    /** Starts the first worker on a separate thread, because that takes longer than the rest of startup. */
    void say(@Observes StartupEvent start) {
        if (serving) { // and not running a command
            Thread.ofPlatform().daemon().name("first-worker").start(this::say);
        }
    }

    private void say() {
        Optional<Greeting> greeting = workers.greeting();
        if (greeting.isEmpty()) {
            if (limits.library().equals("off")) {
                LOG.info(NONE);
            }
            return; // otherwise the failure has been logged
        }
        Greeting first = greeting.get();
        switch (first.readiness()) {
            case READY -> sayWalls(first);
            case NO_LIBRARY -> LOG.info(NONE);
            case LIBRARY_TOO_OLD -> LOG.warnf("%s is older than libvips 8.13, and not used", limits.library());
            case LIBRARY_FAILS -> LOG.errorf("libvips cannot be used: %s", first.text());
        }
    }

    private static void sayWalls(Greeting first) {
        if (first.walls().complete()) {
            LOG.infof("renditions are made by libvips %s, isolated by: %s", first.text(), first.walls());
        } else {
            LOG.warnf(
                    "renditions are made by libvips %s, isolated by: %s. Landlock, seccomp and resource limits need Linux 5.13"
                            + " or later, and a container runtime that permits them",
                    first.text(), first.walls());
        }
    }
}
