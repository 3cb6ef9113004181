package io.tintype;

import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Quarkus's settings that follow from Tintype's variables by more than a substitution, or from the machine. Anybody who
 * sets one of them directly has the last word.
 */
public class DerivedSettings implements ConfigSourceFactory {

    /** Below application.properties (250), above the defaults of Quarkus. */
    private static final int ORDINAL = 200;

    /** What a form may have around the image: its other parts, and the parts' headers. */
    private static final long FORM_OVERHEAD = 1024 * 1024;

    private static final String DEFAULT_MAX_UPLOAD = "25M";

    /** Longer than a failed upload of a few bytes takes: two calls to S3 of 20 s, and three of 5 s that remove it. */
    private static final long IDLE_SECONDS = 60;

    /** Bytes a second at which S3 stores an upload at least; see {@code Bucket}. */
    private static final long MIN_STORE_RATE = 1_000_000;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new HashMap<>();
        // Public keys may have to be fetched: not on the event loop. With a secret, the way to a worker costs more.
        settings.put(
                "quarkus.smallrye-jwt.blocking-authentication",
                Boolean.toString(value(context, "jwt.public-key-location").isPresent()));
        // Quarkus has two event loops at least. Of these the only carrier of virtual threads goes on with what the one
        // brings until there is no more, and under load the connections of the other wait for seconds.
        if (Runtime.getRuntime().availableProcessors() == 1) {
            settings.put("quarkus.vertx.event-loops-pool-size", "1");
        }
        OptionalLong maxUpload = bytes(value(context, "tintype.max-upload").orElse(DEFAULT_MAX_UPLOAD));
        maxUpload.ifPresent(
                bytes -> settings.put("quarkus.http.limits.max-body-size", Long.toString(bytes + FORM_OVERHEAD)));
        // So that no idle caller holds a connection, and one to the store, for longer. It also counts the time in which
        // S3
        // stores an upload: a shorter one would close the connection before the response.
        long storing = maxUpload.orElse(0) / MIN_STORE_RATE;
        settings.put("quarkus.http.idle-timeout", IDLE_SECONDS + storing + "s");
        return List.of(new PropertiesConfigSource(settings, "derived from Tintype's variables", ORDINAL));
    }

    /** Empty where the variable is not a size, which start-up reports. */
    private static OptionalLong bytes(String size) {
        try {
            long bytes = new MemorySizeConverter().convert(size).asLongValue();
            return bytes > Long.MAX_VALUE - FORM_OVERHEAD ? OptionalLong.empty() : OptionalLong.of(bytes);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<String> value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return Optional.ofNullable(value).map(ConfigValue::getValue).filter(text -> !text.isBlank());
    }
}
