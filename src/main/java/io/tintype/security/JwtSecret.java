package io.tintype.security;

import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The shared secret of bearer tokens. */
@Singleton
public class JwtSecret {

    private final TokenConfig config;

    JwtSecret(TokenConfig config) {
        this.config = config;
    }

    /**
     * Returns the secret, which is that of development in dev mode by default. It is empty if public keys verify the
     * tokens.
     */
    public Optional<String> value() {
        return config.publicKeyLocation().isPresent() ? Optional.empty() : of(config);
    }

    static Optional<String> of(TokenConfig config) {
        return config.secret().filter(text -> !text.isBlank()).or(JwtSecret::ofDevelopment);
    }

    private static Optional<String> ofDevelopment() {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT ? Optional.of(DevelopmentToken.SECRET) : Optional.empty();
    }
}
