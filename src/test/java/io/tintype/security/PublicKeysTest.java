package io.tintype.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {

    /** Schemes are compared without regard to case (RFC 3986, section 3.1). A URL is fetched with the first token. */
    @ParameterizedTest
    @ValueSource(strings = {"https://issuer.invalid/keys", "HTTPS://issuer.invalid/keys", "Http://issuer.invalid/keys"})
    void takeAUrlInAnyCase(String location) {
        assertThatCode(() -> PublicKeys.at(location)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:/issuer.invalid", "httpss://issuer.invalid", "target/absent.pem"})
    void takeAnythingElseForAFile(String location) {
        assertThatThrownBy(() -> PublicKeys.at(location))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }
}
