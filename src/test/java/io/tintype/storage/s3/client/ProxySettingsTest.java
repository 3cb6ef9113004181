package io.tintype.storage.s3.client;

import static java.net.InetSocketAddress.createUnresolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @Test
    void areNoneWithoutAProxy() {
        assertThat(ProxySettings.of(name -> Optional.empty(), "")).isEqualTo(S3Proxy.NONE);
    }

    @Test
    void followTheSchemeOfTheStore() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "http://tunnel:3128", "HTTP_PROXY", "http://plain", "NO_PROXY", "");

        assertThat(settings(variables, true).address()).isEqualTo(createUnresolved("tunnel", 3128));
        assertThat(settings(variables, false).address()).isEqualTo(createUnresolved("plain", 80));
        assertThat(settings(variables, "HTTP://store.example.com").address()).isEqualTo(createUnresolved("plain", 80));
    }

    @Test
    void useTheProxyOfHttpIfHttpsHasNone() {
        assertThat(settings(Map.of("http_proxy", "plain:8080"), true).address())
                .isEqualTo(createUnresolved("plain", 8080));
    }

    @Test
    void preferJavasProperties() {
        Map<String, String> variables =
                Map.of("https.proxyHost", "java", "https.proxyPort", "3129", "HTTPS_PROXY", "http://tunnel:3128");

        assertThat(settings(variables, true).address()).isEqualTo(createUnresolved("java", 3129));
    }

    @Test
    void haveTheNameAndPasswordOfTheProxy() {
        assertThat(settings(Map.of("HTTPS_PROXY", "http://ann:p%40ss+1@tunnel:3128"), true)
                        .address())
                .isEqualTo(createUnresolved("tunnel", 3128));
        assertThat(settings(Map.of("HTTPS_PROXY", "http://ann:p%40ss+1@tunnel:3128"), true))
                .extracting(S3Proxy::user, S3Proxy::password)
                .containsExactly("ann", "p@ss+1");
    }

    @Test
    void acceptASchemeInUpperCase() {
        assertThat(settings(Map.of("HTTPS_PROXY", "HTTP://tunnel:3128"), true).address())
                .isEqualTo(createUnresolved("tunnel", 3128));
    }

    /** Go's httpproxy interprets NO_PROXY in the same way. */
    @ParameterizedTest
    @CsvSource({
        "https://store.example.com:9000, store.example.com:9000, true",
        "https://store.example.com:9000, example.com:9000, true",
        "https://store.example.com:9000, store.example.com:9001, false",
        "https://store.example.com, store.example.com:443, true",
        "http://store.example.com, store.example.com:80, true",
        "http://store.example.com, store.example.com:443, false",
        "http://[2001:db8::1]:9000, 2001:db8::1, true",
        "http://[2001:db8::1]:9000, [2001:db8::1], true",
        "http://[2001:db8::1]:9000, [2001:DB8::1]:9000, true",
        "http://[2001:db8::1]:9000, [2001:db8::1]:9001, false",
        "http://[2001:db8::1]:9000, 2001:db8::2, false",
        "http://[::1]:9000, '', true",
        "http://10.1.2.3:9000, 10.0.0.0/8, true",
        "http://10.1.2.3:9000, 10.1.2.3/32, true",
        "http://10.1.2.4:9000, 10.1.2.3/32, false",
        "http://11.1.2.3:9000, 10.0.0.0/8, false",
        "http://172.31.255.1:9000, 172.16.0.0/12, true",
        "http://172.32.0.1:9000, 172.16.0.0/12, false",
        "http://10.1.2.3:9000, 0.0.0.0/0, true",
        "https://store.example.com, example.com., true",
        "https://store.example.com., example.com, true",
    })
    void readPortsAndAddressesOfNoProxy(String store, String noProxy, boolean isDirect) {
        Map<String, String> variables = Map.of("HTTP_PROXY", "http://proxy:3128", "NO_PROXY", noProxy);

        assertThat(settings(variables, store).isFor(URI.create(store).getHost()))
                .isEqualTo(!isDirect);
    }

    /** curl interprets NO_PROXY in the same way. */
    @ParameterizedTest
    @CsvSource({
        "s3.example.com, example.com, true",
        "example.com, example.com, true",
        "S3.Example.com, .example.com, true",
        "s3.example.com, *.example.com, true",
        "s3.example.com, 'a.org, example.com', true",
        "badexample.com, example.com, false",
        "s3-example.com, s3.example.com, false",
        "10.1.2.3, 10.1.2.3, true",
        "anything, *, true",
        "localhost, '', true",
        "127.0.0.1, '', true",
        "s3.example.com, '', false",
    })
    void excludeHostsThatAreReachedDirectly(String host, String noProxy, boolean isDirect) {
        S3Proxy proxy = settings(Map.of("HTTPS_PROXY", "http://tunnel:3128", "NO_PROXY", noProxy), true);

        assertThat(proxy.isFor(host)).isEqualTo(!isDirect);
    }

    @Test
    void leaveOutWhatJavaLeavesOut() {
        Map<String, String> variables = Map.of("https.proxyHost", "java", "http.nonProxyHosts", "*.example.com|store");

        S3Proxy proxy = settings(variables, true);
        assertThat(proxy.isFor("s3.example.com")).isFalse();
        assertThat(proxy.isFor("store")).isFalse();
        assertThat(proxy.isFor("example.com")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://proxy:443", "socks5://proxy:1080", "http://", "http://a b"})
    void rejectsAProxyThatCannotBeUsed(String proxy) {
        Map<String, String> variables = Map.of("HTTPS_PROXY", proxy);

        assertThat(settings(variables, true)).isEqualTo(S3Proxy.NONE);
        assertThatThrownBy(() -> ProxySettings.check(name -> Optional.ofNullable(variables.get(name))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("HTTPS_PROXY");
    }

    @Test
    void acceptsAProxyThatCanBeUsed() {
        assertThatCode(() -> ProxySettings.check(
                        name -> Optional.of("http://proxy:3128").filter(_ -> name.equals("HTTP_PROXY"))))
                .doesNotThrowAnyException();
    }

    private static S3Proxy settings(Map<String, String> variables, boolean isTls) {
        return settings(variables, isTls ? "" : "http://store.example.com");
    }

    private static S3Proxy settings(Map<String, String> variables, String store) {
        return ProxySettings.of(name -> Optional.ofNullable(variables.get(name)), store);
    }
}
