package io.tintype.testing;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwt.JwtClaims;

/**
 * Signs the tokens of one issuer.
 *
 * @param algorithm of the header
 * @param key secret or private key
 * @param headers besides the algorithm
 * @param claims of all tokens of the issuer
 */
public record TokenSigner(String algorithm, Key key, Map<String, String> headers, Consumer<JwtClaims> claims) {

    /** The default subject. */
    public static final String SUBJECT = "ada";

    public TokenSigner(String algorithm, Key key) {
        this(algorithm, key, Map.of(), claims -> {});
    }

    public TokenSigner withAlgorithm(String other) {
        return new TokenSigner(other, key, headers, claims);
    }

    public TokenSigner withKey(Key other) {
        return new TokenSigner(algorithm, other, headers, claims);
    }

    public TokenSigner withClaims(Consumer<JwtClaims> others) {
        return new TokenSigner(algorithm, key, headers, others);
    }

    public TokenSigner withHeader(String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return new TokenSigner(algorithm, key, all, claims);
    }

    /** Creates a valid token. */
    public String token() {
        return token(claims -> {});
    }

    /** Creates a token with changed claims. */
    public String token(Consumer<JwtClaims> change) {
        return Tokens.sign(algorithm, key, headers, all -> {
            all.setSubject(SUBJECT);
            claims.accept(all);
            change.accept(all);
        });
    }

    /** Creates a token with the subject replaced after signing. */
    public String tamperedToken() {
        String[] parts = token().split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        byte[] changed = payload.replace(SUBJECT, "eve").getBytes(StandardCharsets.UTF_8);
        return parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(changed) + "." + parts[2];
    }

    /** Creates a token without its signature. */
    public String strippedToken() {
        String token = token();
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    /** Creates a token with another header and without its signature. */
    public String strippedTokenOf(String header) {
        String token = tokenWithHeader(header);
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    /** Creates a token with this payload. */
    public String tokenOf(String payload) {
        return Tokens.sign(algorithm, key, headers, payload);
    }

    /** Creates a token with this JSON as its header, which is signed. */
    public String tokenWithSignedHeader(String json) {
        return Tokens.signWithHeader(key, json, payload());
    }

    /** Returns the payload of a valid token. */
    public String payload() {
        return new String(Base64.getUrlDecoder().decode(token().split("\\.")[1]), StandardCharsets.UTF_8);
    }

    /** Creates a token with its header replaced after signing. */
    public String tokenWithHeader(String json) {
        String token = token();
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return header + token.substring(token.indexOf('.'));
    }
}
