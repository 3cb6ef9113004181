package io.tintype.security;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Optional;

/**
 * Reads the settings of tokens and links without starting the application: from the environment and from {@code .env}, as the
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
        return literal("jwt.secret");
    }

    /**
     * Returns the secret, or empty if public keys verify the tokens.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException if the secret is too short
     */
    public Optional<String> sharedSecret() {
        Optional<String> secret = publicKeyLocation().isPresent() ? Optional.empty() : secret();
        secret.ifPresent(TokenIssuer::secretKey);
        return secret;
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

    /** Returns a property without expansion of <code>${...}</code>. */
    public Optional<String> literal(String name) {
        return Expressions.withoutExpansion(() -> value(name));
    }

    /** Returns a property, such as {@code tintype.library} for the variable {@code TINTYPE_LIBRARY}. */
    public Optional<String> value(String name) {
        return config.getOptionalValue(name, String.class).filter(text -> !text.isBlank());
    }
}
