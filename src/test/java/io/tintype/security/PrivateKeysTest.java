package io.tintype.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.testing.Keys;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {

    private static final PrivateKey RSA = Keys.rsa().getPrivate();
    private static final String PEM = Keys.pem("PRIVATE KEY", RSA);

    @ParameterizedTest
    @CsvSource({"secp256r1,ES256", "secp384r1,ES384", "secp521r1,ES512"})
    void readsEllipticCurveKeys(String curve, String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        PrivateKey key = generator.generateKeyPair().getPrivate();
        Path pem = Keys.file(Keys.pem("PRIVATE KEY", key));

        assertThat(PrivateKeys.read(pem)).isEqualTo(key);
        assertThat(PrivateKeys.algorithm(pem, key)).isEqualTo(algorithm);
    }

    /** OpenSSL prints attributes before a key of a PKCS#12 file, and a chain of certificates after it. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "Bag Attributes\n    friendlyName: a\n%s", "%s-----BEGIN CERTIFICATE-----\nAAAA\n"})
    void readsAnRsaKeyAmongOtherText(String form) {
        for (String text :
                new String[] {form.formatted(PEM), form.formatted(PEM).replace("\n", "\r\n")}) {
            Path pem = Keys.file(text);

            assertThat(PrivateKeys.read(pem)).isEqualTo(RSA);
            assertThat(PrivateKeys.algorithm(pem, RSA)).isEqualTo("RS256");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!", "AAAA"})
    void rejectsDamagedKeysWithoutQuotingThem(String body) {
        Path pem = Keys.file("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> PrivateKeys.read(pem))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--key: " + pem + " contains no RSA or elliptic-curve private key.");
    }
}
