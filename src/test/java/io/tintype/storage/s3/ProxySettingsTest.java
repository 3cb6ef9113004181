package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @Test
    void areNoneWithoutAProxy() {
        assertThat(ProxySettings.of(name -> Optional.empty(), true)).isEmpty();
    }

    @Test
    void followTheSchemeOfTheStore() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "http://tunnel:3128", "HTTP_PROXY", "http://plain", "NO_PROXY", "");

        assertThat(settings(variables, true)).containsEntry("endpoint", "http://tunnel:3128");
        assertThat(settings(variables, false)).containsEntry("endpoint", "http://plain:80");
    }

    @Test
    void takeTheProxyOfHttpWhereHttpsHasNone() {
        assertThat(settings(Map.of("http_proxy", "plain:8080"), true)).containsEntry("endpoint", "http://plain:8080");
    }

    @Test
    void preferJavasProperties() {
        Map<String, String> variables =
                Map.of("https.proxyHost", "java", "https.proxyPort", "3129", "HTTPS_PROXY", "http://tunnel:3128");

        assertThat(settings(variables, true)).containsEntry("endpoint", "http://java:3129");
    }

    @Test
    void haveTheNameAndPasswordOfTheProxy() {
        assertThat(settings(Map.of("HTTPS_PROXY", "http://ann:p%40ss+1@tunnel:3128"), true))
                .containsEntry("endpoint", "http://tunnel:3128")
                .containsEntry("username", "ann")
                .containsEntry("password", "p@ss+1");
    }

    /** As curl reads NO_PROXY. */
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
    void leaveOutWhatIsNotToBeProxied(String host, String noProxy, boolean isDirect) {
        String patterns = settings(Map.of("HTTPS_PROXY", "http://tunnel:3128", "NO_PROXY", noProxy), true)
                .get("non-proxy-hosts");

        assertThat(Arrays.stream(patterns.split(",")).anyMatch(host.toLowerCase(Locale.ROOT)::matches))
                .isEqualTo(isDirect);
    }

    @Test
    void leaveOutWhatJavaLeavesOut() {
        Map<String, String> variables = Map.of("https.proxyHost", "java", "http.nonProxyHosts", "*.example.com|store");

        assertThat(settings(variables, true).get("non-proxy-hosts").split(",")).contains(".*[.]example[.]com", "store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://proxy:443", "socks5://proxy:1080", "http://", "http://a b"})
    void rejectsAProxyThatCannotBeUsed(String proxy) {
        Map<String, String> variables = Map.of("HTTPS_PROXY", proxy);

        assertThat(settings(variables, true)).isEmpty();
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

    private static Map<String, String> settings(Map<String, String> variables, boolean isTls) {
        return ProxySettings.of(name -> Optional.ofNullable(variables.get(name)), isTls).entrySet().stream()
                .collect(Collectors.toMap(
                        setting -> setting.getKey().substring(ProxySettings.PREFIX.length()), Map.Entry::getValue));
    }
}
