package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.util.KeyUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;

/** Reads private keys and selects their signature algorithm. Messages never contain parts of a key. */
final class PrivateKeys {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final int MIN_RSA_BITS = 2048; // RFC 7518, section 3.3

    private PrivateKeys() {}

    static PrivateKey read(Path pem) {
        String text = text(pem);
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            throw unusable(pem, "is encrypted. Decrypt it: openssl pkcs8 -in KEY -out key.pem");
        }
        if (text.contains("-----BEGIN RSA PRIVATE KEY-----") || text.contains("-----BEGIN EC PRIVATE KEY-----")) {
            throw unusable(pem, "is not in PKCS#8. Convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out key.pem");
        }
        if (!text.contains(BEGIN)) {
            throw unusable(pem, "is not a PEM file with a PRIVATE KEY");
        }
        try {
            return decode(text.substring(text.indexOf(BEGIN)).replaceAll("(?s)(?<=-----END PRIVATE KEY-----).*", ""));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(pem, "contains no RSA or elliptic-curve private key");
        }
    }

    /** Returns the signature algorithm (RFC 7518, section 3.1) of a key. */
    static String algorithm(Path pem, PrivateKey key) {
        if (key instanceof RSAKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits >= MIN_RSA_BITS) {
                return "RS256";
            }
            throw unusable(pem, "has %d bits, and RS256 needs at least 2048".formatted(bits));
        }
        if (key instanceof ECPrivateKey curve) {
            switch (curve.getParams().getOrder().bitLength()) {
                case 256:
                    return "ES256";
                case 384:
                    return "ES384";
                case 521:
                    return "ES512";
                default: // rejected below
            }
        }
        throw unusable(pem, "is on a curve other than P-256, P-384 and P-521");
    }

    private static String text(Path pem) {
        try {
            return Files.readString(pem);
        } catch (IOException e) {
            throw unusable(pem, "cannot be read");
        }
    }

    private static PrivateKey decode(String block) throws GeneralSecurityException {
        try {
            return KeyUtils.decodePrivateKey(block, SignatureAlgorithm.RS256);
        } catch (GeneralSecurityException notRsa) {
            return KeyUtils.decodePrivateKey(block, SignatureAlgorithm.ES256);
        }
    }

    private static ConfigurationException unusable(Path pem, String what) {
        return new ConfigurationException("--key: %s %s.".formatted(pem, what));
    }
}
