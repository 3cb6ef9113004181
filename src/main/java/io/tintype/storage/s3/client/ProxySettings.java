package io.tintype.storage.s3.client;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Of NO_PROXY: a host, or an address of IPv6 with or without brackets, and perhaps a port. */
    private static final Pattern ENTRY = Pattern.compile("(\\[[^\\]]*]|[^:]*|.*:.*:.*?)(?::(\\d{1,5}))?");

    private static final Pattern RANGE = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)/(\\d+)");
    private static final int BYTE = 8;

    /** As that of the other settings that follow from variables: below application.properties. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String store = Stream.of("quarkus.s3.endpoint-override", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .flatMap(name -> value(context, name).stream())
                .findFirst()
                .orElse("");
        Map<String, String> settings = of(name -> value(context, name), store);
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
     * @param store URL of the store; empty for AWS. The proxy of https is that of http where it has none of its own
     */
    static Map<String, String> of(Function<String, Optional<String>> variables, String store) {
        boolean isTls = !store.strip().toLowerCase(Locale.ROOT).startsWith("http:");
        return proxies(variables, isTls)
                .flatMap(text -> parse(text).stream())
                .findFirst()
                .map(proxy -> settings(proxy, direct(variables, port(store, isTls))))
                .orElse(Map.of());
    }

    private static int port(String store, boolean isTls) {
        try {
            int port = new URI(store.strip()).getPort();
            return port < 0 ? isTls ? 443 : 80 : port;
        } catch (URISyntaxException e) {
            return -1; // S3Settings rejects it
        }
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
            return Optional.of(uri)
                    .filter(proxy -> proxy.getHost() != null && "http".equalsIgnoreCase(proxy.getScheme()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> settings(URI proxy, String direct) {
        Map<String, String> settings = new HashMap<>();
        settings.put(PREFIX + "enabled", "true");
        settings.put(
                PREFIX + "endpoint", "http://" + proxy.getHost() + ":" + (proxy.getPort() < 0 ? 80 : proxy.getPort()));
        settings.put(PREFIX + "non-proxy-hosts", direct);
        if (proxy.getRawUserInfo() != null) {
            String[] user = proxy.getRawUserInfo().split(":", 2);
            settings.put(PREFIX + "username", decode(user[0]));
            settings.put(PREFIX + "password", user.length < 2 ? "" : decode(user[1]));
        }
        return settings;
    }

    /**
     * Returns patterns of hosts that are reached directly: those of NO_PROXY with all hosts below them, as curl and Go
     * read it.
     *
     * @param port of the store; an entry with another one does not count
     */
    private static String direct(Function<String, Optional<String>> variables, int port) {
        Stream<String> domains = variables.apply("no_proxy").or(() -> variables.apply("NO_PROXY")).stream()
                .flatMap(text -> Arrays.stream(text.split("[,\\s]+")))
                .map(ENTRY::matcher)
                .filter(entry -> entry.matches() && !entry.group(1).isEmpty())
                .filter(entry -> entry.group(2) == null || Integer.parseInt(entry.group(2)) == port)
                .map(entry -> domain(entry.group(1)));
        Stream<String> hosts = Stream.concat(
                        Arrays.stream(LOCAL),
                        variables.apply("http.nonProxyHosts").stream()
                                .flatMap(text -> Arrays.stream(text.split("\\|"))))
                .map(ProxySettings::pattern);
        return Stream.concat(hosts, domains).distinct().collect(Collectors.joining(","));
    }

    private static String domain(String host) {
        Matcher range = RANGE.matcher(host);
        return range.matches() ? range(range) : "(.*[.])?" + pattern(host.replaceFirst("^(\\*?\\.)", ""));
    }

    /** Returns a pattern of the IPv4 addresses in a range such as 10.0.0.0/8 (RFC 4632, section 3.1). */
    private static String range(Matcher range) {
        int length = Integer.parseInt(range.group(5));
        return IntStream.range(0, 4)
                .mapToObj(at -> {
                    int mask = 0xFF << BYTE - Math.clamp(length - BYTE * at, 0, BYTE) & 0xFF;
                    int first = Integer.parseInt(range.group(at + 1)) & mask;
                    return IntStream.rangeClosed(first, first | ~mask & 0xFF)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining("|", "(", ")"));
                })
                .collect(Collectors.joining("[.]"));
    }

    /** A list's separator and escape cannot occur in it. An address of IPv6 has brackets in a URL. */
    private static String pattern(String host) {
        String text = host.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.*:_-]|\\.$", "")
                .replace(".", "[.]")
                .replace("*", ".*");
        return text.contains(":") ? "[^0-9a-f:]?" + text + "[^0-9a-f:]?" : text + "[.]?";
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
