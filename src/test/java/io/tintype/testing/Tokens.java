package io.tintype.testing;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Creates valid and invalid tokens. */
public final class Tokens {

    /** The secret of the service under test. */
    public static final String SECRET = "a-secret-of-the-tests-with-more-than-32-bytes";

    private static final float LIFETIME_MINUTES = 60;

    private Tokens() {}

    /** Creates a valid token for this subject, without scopes. */
    public static String of(String subject) {
        return sign("HS256", secret(SECRET), Map.of(), claims -> claims.setSubject(subject));
    }

    /** Creates a valid token for this subject with a {@code scope} claim. */
    public static String of(String subject, String scope) {
        return sign("HS256", secret(SECRET), Map.of(), claims -> {
            claims.setSubject(subject);
            claims.setClaim("scope", scope);
        });
    }

    /** Creates a valid token for this subject with further claims. */
    public static String of(String subject, Map<String, Object> claims) {
        return sign("HS256", secret(SECRET), Map.of(), all -> {
            all.setSubject(subject);
            claims.forEach(all::setClaim);
        });
    }

    /** Creates a token that expires in an hour, with any key, algorithm, headers and claims. */
    public static String sign(String algorithm, Key key, Map<String, String> headers, Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setExpirationTimeMinutesInTheFuture(LIFETIME_MINUTES);
        change.accept(claims);
        return sign(algorithm, key, headers, claims.toJson());
    }

    /** Creates a token with any payload, even one that {@link JwtClaims} does not write. */
    public static String sign(String algorithm, Key key, Map<String, String> headers, String payload) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setDoKeyValidation(false);
        signature.setKey(key);
        headers.forEach(signature::setHeader);
        signature.setPayload(payload);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates a token with any header, which is signed. The key must support its {@code alg}. */
    public static String signWithHeader(Key key, String header, String payload) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setDoKeyValidation(false);
        signature.setKey(key);
        signature.setPayload(payload);
        try {
            signature.getHeaders().setFullHeaderAsJsonString(header);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Key secret(String text) {
        return new HmacKey(text.getBytes(StandardCharsets.UTF_8));
    }
}
