package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Issues tokens that the service accepts. */
public final class TokenIssuer {

    private static final int MIN_SECRET = 32;

    private final Key key;
    private final String algorithm;
    private TokenClaims names = TokenClaims.ofDefaults();
    private String keyId;
    private String issuer;
    private String audience;
    private UploadRestrictions restrictions = UploadRestrictions.NONE;

    private TokenIssuer(Key key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    /**
     * Creates an issuer that signs with {@code JWT_SECRET}.
     *
     * @throws ConfigurationException if the secret is too short
     */
    public static TokenIssuer ofSecret(String secret) {
        return new TokenIssuer(secretKey(secret), "HS256");
    }

    /**
     * Creates an issuer that signs with a private key.
     *
     * @param pem a file with an RSA or elliptic-curve key in PKCS#8
     * @throws ConfigurationException if it contains no such key
     */
    public static TokenIssuer ofPrivateKey(Path pem) {
        PrivateKey key = PrivateKeys.read(pem);
        return new TokenIssuer(key, PrivateKeys.algorithm(pem, key));
    }

    /** Returns the key of a shared secret, for signing and verifying. */
    static Key secretKey(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET) {
            throw new ConfigurationException(
                    "JWT_SECRET has %d bytes. Set it to at least 32 (RFC 7518, section 3.2), for example to the output of: openssl rand -base64 48"
                            .formatted(bytes.length));
        }
        return new HmacKey(bytes);
    }

    /** Sets the key id, for a verifier with several keys. */
    public void setKeyId(String id) {
        keyId = id;
    }

    public void setIssuer(String name) {
        issuer = name;
    }

    public void setAudience(String name) {
        audience = name;
    }

    /** Sets the names of claims to those of a service with these settings. */
    public void setClaims(TokenSettings settings) {
        setClaims(TokenClaims.of(settings));
    }

    void setClaims(TokenClaims all) {
        names = all;
    }

    public void setRestrictions(UploadRestrictions allowed) {
        restrictions = allowed;
    }

    /**
     * Issues a token that is valid from now on.
     *
     * @param scopes the scopes that it grants; an empty list grants all
     * @throws ConfigurationException if the subject is invalid
     */
    public String issue(String subject, List<Scope> scopes, Duration lifetime) {
        JsonWebSignature token = new JsonWebSignature();
        token.setKey(key);
        token.setAlgorithmHeaderValue(algorithm);
        token.setHeader("typ", "JWT");
        if (keyId != null) {
            token.setKeyIdHeaderValue(keyId);
        }
        token.setPayload(claims(subject, scopes, lifetime).toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new ConfigurationException("The key cannot sign: " + e.getMessage());
        }
    }

    private JwtClaims claims(String subject, List<Scope> scopes, Duration lifetime) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(checked(subject));
        names.subjectClaim().ifPresent(name -> claims.setStringClaim(name, subject));
        claims.setIssuedAtToNow();
        NumericDate expiry = NumericDate.now();
        expiry.addSeconds(lifetime.toSeconds());
        claims.setExpirationTime(expiry);
        List<Scope> granted = scopes.isEmpty() && names.scopesRequired() ? all() : scopes;
        if (!granted.isEmpty()) {
            claims.setStringClaim(
                    names.scopeClaims().getFirst(),
                    granted.stream().map(names::spelled).collect(Collectors.joining(" ")));
        }
        restrictions.maxSize().ifPresent(size -> claims.setClaim(UploadRestrictions.MAX_SIZE, size));
        restrictions.imageId().ifPresent(id -> claims.setClaim(UploadRestrictions.IMAGE_ID, id.toString()));
        if (!restrictions.mediaTypes().isEmpty()) {
            claims.setStringListClaim(UploadRestrictions.MEDIA_TYPES, List.copyOf(restrictions.mediaTypes()));
        }
        restrictions.quotaBytes().ifPresent(quota -> claims.setClaim(UploadRestrictions.QUOTA_BYTES, quota));
        restrictions.quotaImages().ifPresent(quota -> claims.setClaim(UploadRestrictions.QUOTA_IMAGES, quota));
        if (issuer != null) {
            claims.setIssuer(issuer);
        }
        if (audience != null) {
            claims.setStringClaim(names.audienceClaims().getFirst(), audience);
        }
        return claims;
    }

    /** Returns what a token without scopes grants, where scopes are optional. */
    private List<Scope> all() {
        return restrictions.limitsUploads() ? List.of(Scope.WRITE) : List.of(Scope.values());
    }

    /** Returns the subject. Rejects a subject that {@link TokenVerifier} would reject later. */
    private static String checked(String subject) {
        if (Libraries.named(subject).isEmpty()) {
            throw new ConfigurationException(
                    "--subject is invalid. Set it to the caller's sub, which must not be blank.");
        }
        return subject;
    }
}
