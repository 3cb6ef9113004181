package io.tintype.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.testing.Keys;
import java.security.PublicKey;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {

    /** Schemes are compared without regard to case (RFC 3986, section 3.1). A URL is fetched with the first token. */
    @ParameterizedTest
    @ValueSource(strings = {"https://issuer.invalid/keys", "HTTPS://issuer.invalid/keys", "Http://issuer.invalid/keys"})
    void acceptAUrlInAnyCase(String location) {
        assertThatCode(() -> PublicKeys.at(location)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:/issuer.invalid", "httpss://issuer.invalid", "target/absent.pem"})
    void treatAnythingElseAsAFile(String location) {
        assertThatThrownBy(() -> PublicKeys.at(location))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "Bag Attributes\n    friendlyName: a\n%s", "%sAnd text after it.\n"})
    void readAPemBlockAmongOtherText(String form) {
        for (PublicKey key :
                List.of(Keys.rsa().getPublic(), Keys.ellipticCurve().getPublic())) {
            String text = form.formatted(Keys.pem("PUBLIC KEY", key));
            for (String lines : List.of(text, text.replace("\n", "\r\n"))) {
                VerificationKeys keys = PublicKeys.at(Keys.file(lines).toString());

                assertThatCode(() -> assertThat(keys.resolver().resolveKey(null, List.of()))
                                .isEqualTo(key))
                        .doesNotThrowAnyException();
            }
        }
    }
}
