package io.tintype.storage.s3;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The proxy that the environment or Java's system properties name, as settings of the SDK's client. The service's own
 * calls ({@link S3Proxy}) and those of the commands read them there, so that all of them go the same way.
 */
public final class ProxySettings implements ConfigSourceFactory {

    /** What the names of the settings begin with. */
    static final String PREFIX = "quarkus.s3.sync-client.apache.proxy.";

    private static final String[] LOCAL = {"localhost", "127.*", "[::1]"};

    /** As that of the other settings that follow from variables: below application.properties. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean isTls = Stream.of("quarkus.s3.endpoint-override", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .flatMap(name -> value(context, name).stream())
                .findFirst()
                .filter(endpoint -> endpoint.startsWith("http:"))
                .isEmpty();
        Map<String, String> settings = of(name -> value(context, name), isTls);
        return List.of(new PropertiesConfigSource(settings, "derived from the proxy's variables", ORDINAL));
    }

    private static Optional<String> value(ConfigSourceContext context, String name) {
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getValue)
                .filter(text -> !text.isBlank());
    }

    /**
     * The settings; empty where no proxy is named, or one that {@link #check} rejects.
     *
     * @param variables values of environment variables and system properties
     * @param isTls whether the store is asked by https, whose proxy is that of http where it has none of its own
     */
    static Map<String, String> of(Function<String, Optional<String>> variables, boolean isTls) {
        return proxies(variables, isTls)
                .flatMap(text -> parse(text).stream())
                .findFirst()
                .map(proxy -> settings(proxy, variables))
                .orElse(Map.of());
    }

    /** @throws ConfigurationException if a proxy is named that cannot be used */
    static void check(Function<String, Optional<String>> variables) {
        proxies(variables, true)
                .filter(text -> parse(text).isEmpty())
                .findFirst()
                .ifPresent(text -> {
                    throw new ConfigurationException(
                            "HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy that can be used. Set it to an http URL, for example http://proxy:3128.");
                });
    }

    private static Stream<String> proxies(Function<String, Optional<String>> variables, boolean isTls) {
        Stream<String> schemes = isTls ? Stream.of("https", "http") : Stream.of("http");
        return schemes.flatMap(scheme -> Stream.of(
                        variables
                                .apply(scheme + ".proxyHost")
                                .map(host -> host + ":"
                                        + variables
                                                .apply(scheme + ".proxyPort")
                                                .orElse(scheme.equals("https") ? "443" : "80")),
                        variables
                                .apply(scheme + "_proxy")
                                .or(() -> variables.apply(scheme.toUpperCase(Locale.ROOT) + "_PROXY"))))
                .flatMap(Optional::stream)
                .filter(text -> !text.isBlank());
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
            return Optional.of(uri).filter(proxy -> proxy.getHost() != null && "http".equals(proxy.getScheme()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> settings(URI proxy, Function<String, Optional<String>> variables) {
        Map<String, String> settings = new HashMap<>();
        settings.put(PREFIX + "enabled", "true");
        settings.put(
                PREFIX + "endpoint", "http://" + proxy.getHost() + ":" + (proxy.getPort() < 0 ? 80 : proxy.getPort()));
        settings.put(PREFIX + "non-proxy-hosts", direct(variables));
        if (proxy.getRawUserInfo() != null) {
            String[] user = proxy.getRawUserInfo().split(":", 2);
            settings.put(PREFIX + "username", decode(user[0]));
            settings.put(PREFIX + "password", user.length < 2 ? "" : decode(user[1]));
        }
        return settings;
    }

    /** Patterns of hosts that are asked directly: those of NO_PROXY with all below them, as curl has it. */
    private static String direct(Function<String, Optional<String>> variables) {
        Stream<String> domains = variables.apply("no_proxy").or(() -> variables.apply("NO_PROXY")).stream()
                .flatMap(text -> Arrays.stream(text.split("[,\\s]+")))
                .filter(text -> !text.isEmpty())
                .map(text -> text.replaceFirst("^(\\*?\\.)", ""))
                .map(text -> "(.*[.])?" + pattern(text));
        Stream<String> hosts = Stream.concat(
                        Arrays.stream(LOCAL),
                        variables.apply("http.nonProxyHosts").stream()
                                .flatMap(text -> Arrays.stream(text.split("\\|"))))
                .map(ProxySettings::pattern);
        return Stream.concat(hosts, domains).distinct().collect(Collectors.joining(","));
    }

    /** A list's separator and escape cannot occur in it. */
    private static String pattern(String host) {
        return host.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.*:_-]", "")
                .replace(".", "[.]")
                .replace("*", ".*");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
