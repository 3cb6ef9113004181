package io.tintype.security;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects invalid settings of tokens at startup, and not with the first request. Commands do not need these settings.
 */
@Singleton
class TokenConfigValidator {

    private static final int FIRST = 1; // without any settings, the message about tokens comes first

    void check(
            @Observes @Priority(FIRST) StartupEvent start,
            Instance<TokenVerifier> verifier,
            @ConfigProperty(name = "quarkus.http.host-enabled") boolean serves) {
        if (serves) {
            verifier.get();
        }
    }
}
