package io.tintype.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Creates keys of issuers and their published forms. */
public final class Keys {

    private static final int RSA_BITS = 2048;

    private Keys() {}

    public static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ellipticCurve() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a PEM of this kind, such as {@code PUBLIC KEY}. */
    public static String pem(String kind, Key key) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** Returns a public JWK with this {@code kid} and {@code alg}, each omitted if it is null. */
    public static JsonWebKey jwk(PublicKey key, String id, String algorithm) {
        try {
            PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
            jwk.setKeyId(id);
            jwk.setAlgorithm(algorithm);
            return jwk;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String jwkSet(JsonWebKey... keys) {
        return Arrays.stream(keys)
                .map(key -> key.toJson(OutputControlLevel.INCLUDE_SYMMETRIC))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** Creates a file with this text. */
    public static Path file(String text) {
        try {
            Path file = Files.createTempFile(Files.createDirectories(Path.of("target", "keys")), "key-", "");
            return Files.writeString(file.toAbsolutePath(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
