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
 * Sets Quarkus properties that depend on the machine, or on Tintype's variables in a way that a placeholder cannot
 * express. A value that the operator sets for one of these properties takes precedence.
 */
public class DerivedSettings implements ConfigSourceFactory {

    /** Below application.properties (250), above the defaults of Quarkus. */
    private static final int ORDINAL = 200;

    /** Bytes that a form may contain in addition to the image: its other parts, and the headers of the parts. */
    private static final long FORM_OVERHEAD = 1024 * 1024;

    private static final String DEFAULT_MAX_UPLOAD = "25M";

    /**
     * In seconds. A failed upload of a few bytes takes less: two calls to S3 of 20 s, and three of 5 s that remove it.
     */
    private static final long IDLE_SECONDS = 60;

    /** The minimum rate at which S3 stores an upload, in bytes per second; see {@code Bucket}. */
    private static final long MIN_STORE_RATE = 1_000_000;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new HashMap<>();
        // Authentication may fetch public keys, which must not block the event loop. With a secret it fetches nothing,
        // and the switch to a worker thread would cost more than the authentication.
        settings.put(
                "quarkus.smallrye-jwt.blocking-authentication",
                Boolean.toString(value(context, "jwt.public-key-location").isPresent()));
        // Quarkus starts at least two event loops. On one processor, virtual threads have a single carrier thread,
        // which runs the tasks from one event loop until there are no more. Under load, the connections of the other
        // event loop would wait for seconds.
        if (Runtime.getRuntime().availableProcessors() == 1) {
            settings.put("quarkus.vertx.event-loops-pool-size", "1");
        }
        OptionalLong maxUpload = bytes(value(context, "tintype.max-upload").orElse(DEFAULT_MAX_UPLOAD));
        maxUpload.ifPresent(
                bytes -> settings.put("quarkus.http.limits.max-body-size", Long.toString(bytes + FORM_OVERHEAD)));
        // An idle client must not keep its connection, and a connection to the store, open for longer than this. The
        // timeout also runs while S3 stores an upload: a shorter timeout would close the connection before the
        // response.
        long storing = maxUpload.orElse(0) / MIN_STORE_RATE;
        settings.put("quarkus.http.idle-timeout", IDLE_SECONDS + storing + "s");
        return List.of(new PropertiesConfigSource(settings, "derived from Tintype's variables", ORDINAL));
    }

    /** Returns the size in bytes, or empty if the text is not a valid size. Startup reports an invalid size. */
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
