package io.tintype.storage.s3.client;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Reads the proxy that the environment variables or Java's system properties specify. */
final class ProxySettings {

    private static final String[] LOCAL = {"localhost", "127.*", "[::1]"};

    /** An entry of NO_PROXY: a host, or an IPv6 address with or without brackets, and an optional port. */
    private static final Pattern ENTRY = Pattern.compile("(\\[[^\\]]*]|[^:]*|.*:.*:.*?)(?::(\\d{1,5}))?");

    private static final Pattern RANGE = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)/(\\d+)");
    private static final int BYTE = 8;

    private ProxySettings() {}

    /**
     * Returns the proxy that the settings specify for the store.
     *
     * @throws ConfigurationException if the settings specify a proxy that is not supported
     */
    static S3Proxy of(Config config) {
        Function<String, Optional<String>> variables =
                name -> config.getOptionalValue(name, String.class).filter(text -> !text.isBlank());
        check(variables);
        return of(variables, variables.apply("quarkus.s3.endpoint-override").orElse(""));
    }

    /**
     * Returns the proxy for a store, or {@link S3Proxy#NONE} if the settings specify none, or one that {@link #check}
     * rejects. If the settings specify no proxy for https, the proxy for http is used.
     *
     * @param variables values of environment variables and system properties
     * @param store URL of the store; empty for AWS
     */
    static S3Proxy of(Function<String, Optional<String>> variables, String store) {
        boolean isTls = !store.strip().toLowerCase(Locale.ROOT).startsWith("http:");
        return proxies(variables, isTls)
                .flatMap(text -> parse(text).stream())
                .findFirst()
                .map(proxy -> proxy(proxy, direct(variables, port(store, isTls))))
                .orElse(S3Proxy.NONE);
    }

    private static int port(String store, boolean isTls) {
        try {
            int port = new URI(store.strip()).getPort();
            return port < 0 ? isTls ? 443 : 80 : port;
        } catch (URISyntaxException e) {
            return -1; // S3Settings rejects it
        }
    }

    /**
     * Verifies the proxies that the settings specify.
     *
     * @throws ConfigurationException if one of them is not supported
     */
    static void check(Function<String, Optional<String>> variables) {
        proxies(variables, true)
                .filter(text -> parse(text).isEmpty())
                .findFirst()
                .ifPresent(text -> {
                    throw new ConfigurationException(
                            "HTTPS_PROXY or HTTP_PROXY is not the URL of a supported proxy. Set it to an http URL, for example http://proxy:3128.");
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

    private static S3Proxy proxy(URI proxy, List<Pattern> direct) {
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        InetSocketAddress address = InetSocketAddress.createUnresolved(proxy.getHost(), port);
        if (proxy.getRawUserInfo() == null) {
            return new S3Proxy(address, null, null, direct);
        }
        String[] user = proxy.getRawUserInfo().split(":", 2);
        return new S3Proxy(address, decode(user[0]), user.length < 2 ? "" : decode(user[1]), direct);
    }

    /**
     * Returns patterns of the hosts that are connected to without the proxy. As in curl and Go, an entry of NO_PROXY
     * includes all hosts below it.
     *
     * @param port of the store; an entry with another port is ignored
     */
    private static List<Pattern> direct(Function<String, Optional<String>> variables, int port) {
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
        return Stream.concat(hosts, domains).distinct().map(Pattern::compile).toList();
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

    /** Returns a pattern of a host. An IPv6 address also matches with the brackets that it has in a URL. */
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
