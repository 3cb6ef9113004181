package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.util.KeyUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jose4j.http.Get;
import org.jose4j.http.SimpleGet;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/** Reads the public keys that {@code JWT_PUBLIC_KEY_LOCATION} names, or an issuer publishes. */
final class PublicKeys {

    private static final Pattern URL = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);
    private static final long REFRESH_SECONDS = 600;
    private static final long KEEP_ON_ERROR_SECONDS = 3600;
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(3);

    /** Limits the requests for unknown key ids, because forged tokens can also contain them. */
    private static final Duration MIN_REFETCH_INTERVAL = Duration.ofSeconds(10);

    private PublicKeys() {}

    /**
     * Returns the keys at a location. A file is read now. A URL is fetched with the first token, and again every ten
     * minutes or for an unknown key id, but then at most once in ten seconds. While it cannot be fetched, the last set
     * remains valid for an hour. A request waits at most a few seconds for a fetch.
     *
     * @throws ConfigurationException if there is no usable key
     */
    static VerificationKeys at(String location) {
        if (URL.matcher(location).lookingAt()) {
            return of(location, get(), _ -> true);
        }
        String text = read(location);
        return text.contains("-----BEGIN ") ? VerificationKeys.ofPublicKey(pem(location, text)) : jwks(location, text);
    }

    /**
     * Returns the keys of an issuer's JWK set, which is fetched as that of a URL.
     *
     * @param name of the set, a URL
     * @param get fetches the set
     * @param isAllowed returns whether the issuer signs with an algorithm; called after the set was fetched
     */
    static VerificationKeys of(String name, SimpleGet get, Predicate<String> isAllowed) {
        HttpsJwks keys = new HttpsJwks(name);
        keys.setSimpleHttpGet(limited(get));
        keys.setDefaultCacheDuration(REFRESH_SECONDS);
        keys.setRetainCacheOnErrorDuration(KEEP_ON_ERROR_SECONDS);
        keys.setRefreshReprieveThreshold(MIN_REFETCH_INTERVAL.toMillis());
        return VerificationKeys.ofPublicKeys(
                new HttpsJwksVerificationKeyResolver(keys), keys::getJsonWebKeys, isAllowed);
    }

    /** Limits the time of a request, and the number of those that fail. */
    static SimpleGet limited(SimpleGet get) {
        return new RateLimitedJwksRetriever(get, FETCH_TIMEOUT, PAUSE_AFTER_FAILURE);
    }

    private static SimpleGet get() {
        Get get = new Get();
        get.setConnectTimeout((int) FETCH_TIMEOUT.toMillis());
        get.setReadTimeout((int) FETCH_TIMEOUT.toMillis());
        get.setRetries(0);
        return get;
    }

    private static String read(String location) {
        try {
            Path file = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
            return Files.readString(file);
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(location, "cannot be read");
        }
    }

    private static PublicKey pem(String location, String text) {
        try {
            if (text.contains("-----BEGIN CERTIFICATE-----")) {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                        .getPublicKey();
            }
            if (!text.contains("-----BEGIN PUBLIC KEY-----")) {
                throw unusable(location, "is a PEM file without a PUBLIC KEY or CERTIFICATE");
            }
            return decode(text.replaceAll("(?s).*(-----BEGIN PUBLIC KEY-----.*-----END PUBLIC KEY-----).*", "$1"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(location, "contains no RSA or elliptic-curve public key");
        }
    }

    private static PublicKey decode(String block) throws GeneralSecurityException {
        try {
            return KeyUtils.decodePublicKey(block, SignatureAlgorithm.RS256);
        } catch (GeneralSecurityException notRsa) {
            return KeyUtils.decodePublicKey(block, SignatureAlgorithm.ES256);
        }
    }

    private static VerificationKeys jwks(String location, String text) {
        try {
            List<JsonWebKey> keys = text.contains("\"keys\"")
                    ? new JsonWebKeySet(text).getJsonWebKeys()
                    : List.of(JsonWebKey.Factory.newJwk(text));
            List<JsonWebKey> usable =
                    keys.stream().filter(PublicJsonWebKey.class::isInstance).toList();
            if (usable.isEmpty()) {
                throw unusable(location, "is a JWK set without an RSA or elliptic-curve key");
            }
            return VerificationKeys.ofPublicKeys(new JwksVerificationKeyResolver(usable), () -> usable, _ -> true);
        } catch (JoseException | ClassCastException e) { // jose4j casts what it finds in the JSON
            throw unusable(location, "is neither a PEM file nor a JWK set");
        }
    }

    /** Omits the cause, since Quarkus prints a stack trace with one. */
    private static ConfigurationException unusable(String location, String what) {
        return new ConfigurationException(
                "JWT_PUBLIC_KEY_LOCATION: %s %s. Set it to a PEM file, a JWK set file or the URL of a JWK set."
                        .formatted(location, what));
    }
}
