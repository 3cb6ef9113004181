package io.tintype.security;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Optional;

/**
 * Reads the settings of tokens without starting the application: from the environment and from {@code .env}, as the
 * service does. Blank values are ignored.
 */
public final class TokenSettings {

    private final SmallRyeConfig config;

    private TokenSettings(SmallRyeConfig config) {
        this.config = config;
    }

    public static TokenSettings ofEnvironment() {
        return new TokenSettings(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addSystemSources()
                .withSources(new DotEnvConfigSourceProvider())
                .build());
    }

    /** Returns the secret without expansion, see {@link TokenConfig#secret()}. */
    public Optional<String> secret() {
        return Expressions.withoutExpansion(() -> value("jwt.secret"));
    }

    public Optional<String> publicKeyLocation() {
        return value("jwt.public-key-location");
    }

    public Optional<String> issuer() {
        return value("jwt.issuer");
    }

    public Optional<String> audience() {
        return value("jwt.audience");
    }

    private Optional<String> value(String name) {
        return config.getOptionalValue(name, String.class).filter(text -> !text.isBlank());
    }
}
