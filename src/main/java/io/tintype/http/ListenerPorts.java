package io.tintype.http;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Rejects one port for both servers: the system would divide the connections between them. */
@Singleton
@Startup // an invalid value stops startup
class ListenerPorts {

    ListenerPorts(
            @ConfigProperty(name = "quarkus.http.host-enabled") boolean serves,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "quarkus.management.port") int managementPort) {
        boolean isChosenBySystem = port <= 0;
        if (serves && port == managementPort && !isChosenBySystem) {
            throw new ConfigurationException(
                    "QUARKUS_MANAGEMENT_PORT is %d, as QUARKUS_HTTP_PORT is. Set it to another port.".formatted(port));
        }
    }
}
