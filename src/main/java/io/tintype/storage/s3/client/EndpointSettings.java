package io.tintype.storage.s3.client;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Derives the Quarkus extension's settings of another S3-compatible store from the SDK's variables, which the extension
 * does not read.
 */
public final class EndpointSettings implements ConfigSourceFactory {

    /** Below application.properties (250), above the defaults of Quarkus. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = Stream.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .flatMap(name -> value(context, name).stream())
                .findFirst()
                .flatMap(EndpointSettings::url)
                // Such a store seldom has a host name for every bucket.
                .map(url -> Map.of("quarkus.s3.endpoint-override", url, "quarkus.s3.path-style-access", "true"))
                .orElse(Map.of());
        return List.of(new PropertiesConfigSource(settings, "derived from the variables of the endpoint", ORDINAL));
    }

    /** Returns the URL with its scheme in lowercase, or empty if it is invalid, which {@link S3Settings} reports. */
    static Optional<String> url(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return uri.getHost() != null && Set.of("http", "https").contains(scheme)
                    ? Optional.of(scheme + text.substring(scheme.length()))
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(ConfigSourceContext context, String name) {
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getValue)
                .filter(text -> !text.isBlank());
    }
}
