package io.tintype.security;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Optional;

/**
 * The settings about tokens for who cannot ask the application, because none is started: from the environment and from
 * {@code .env}, as the service reads them. A blank one counts as unset.
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

    /** As it is, see {@link TokenConfig#secret()}. */
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
