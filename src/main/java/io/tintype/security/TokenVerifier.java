package io.tintype.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Verifies tokens, instead of SmallRye's factory, which supports no raw HS256 secret, accepts a PEM key for one
 * algorithm only, and requires {@code iat}, which tokens for the old service may lack.
 *
 * <p>Caches valid tokens for a minute, or until they expire, since clients send the same token with every request.
 */
@Singleton
@Alternative
@Priority(1)
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWA") // Caffeine's cache of bounded weight
class TokenVerifier extends JWTCallerPrincipalFactory {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    static final int CLOCK_SKEW_SECONDS = 60;

    private static final String MALFORMED = "it is malformed, or not signed with a configured key";

    /** The reasons of jose4j's codes, whose own messages contain claims. */
    private static final Map<Integer, String> REASONS = Map.of(
            ErrorCodes.EXPIRATION_MISSING, "exp is missing",
            ErrorCodes.EXPIRED, "exp is in the past",
            ErrorCodes.NOT_YET_VALID, "nbf is in the future",
            ErrorCodes.ISSUER_MISSING, "iss is missing",
            ErrorCodes.ISSUER_INVALID, "iss is not the issuer that the service accepts",
            ErrorCodes.MALFORMED_CLAIM, "exp, nbf or iat is not a number, or iss is not text");

    /** The types of tokens that open one image only (RFC 7519, section 5.1: a prefix may be left out). */
    private static final Set<String> LINK_TYPES = Set.of("link+jwt", "application/link+jwt");

    private static final String LINK_AUDIENCE = "tintype:link";
    private static final String LINK = "it is the token of a link";

    private static final long CACHE_SECONDS = 60;

    /** Maximum number of characters of all cached tokens. Their claims use about three times as much memory. */
    private static final long MAX_CACHED_CHARACTERS = 1_000_000;

    private final ClaimRules rules;
    private final JwtConsumer consumer;
    private final Cache<String, JWTCallerPrincipal> verified = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((String token, JWTCallerPrincipal caller) -> token.length())
            .expireAfter(Expiry.creating((String token, JWTCallerPrincipal caller) -> cacheDuration(caller)))
            .executor(Runnable::run)
            .build();

    TokenVerifier(TokenConfig config, LibraryConfig library, TokenClaims names, OidcIssuer oidc) {
        VerificationKeys keys = oidc.isConfigured() ? oidc.keys() : keys(config);
        this.rules = new ClaimRules(config, names, !library.checked().isShared(), oidc.settings());
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys.resolver())
                .setJwsAlgorithmConstraints(keys.algorithms());
        rules.addTo(builder, CLOCK_SKEW_SECONDS);
        this.consumer = builder.build();
    }

    /**
     * Verifies a token.
     *
     * @throws ParseException if the token is invalid, or with a {@link KeysUnavailableException} as its cause if the
     *     keys are unavailable
     */
    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
        String credentials = token.stripLeading(); // RFC 9110, section 11.4: one space or more after the scheme
        JWTCallerPrincipal known = verified.getIfPresent(credentials);
        if (known != null) {
            return known;
        }
        JWTCallerPrincipal caller = verify(credentials);
        verified.put(credentials, caller);
        return caller;
    }

    private static Duration cacheDuration(JWTCallerPrincipal caller) {
        long left =
                caller.getExpirationTime() + CLOCK_SKEW_SECONDS - Instant.now().getEpochSecond();
        return Duration.ofSeconds(Math.clamp(left, 0, CACHE_SECONDS));
    }

    private JWTCallerPrincipal verify(String token) throws ParseException {
        try {
            JwtContext context = consumer.process(token);
            checkHeader(context);
            JwtClaims claims = context.getJwtClaims();
            checkAudience(claims);
            rules.normalize(claims);
            claims.setClaim("raw_token", token);
            return new TokenCaller(claims);
        } catch (InvalidJwtException e) {
            throw failure(e);
        } catch (RuntimeException | StackOverflowError e) {
            // jose4j and SmallRye do not handle all of JSON: numbers beyond a double, deeply nested arrays.
            throw new RejectedTokenException(MALFORMED);
        }
    }

    /** Checks that both headers are strings (RFC 7515, sections 4.1.4 and 4.1.9), which jose4j does not check. */
    private static void checkHeader(JwtContext context) throws ParseException {
        Headers header = context.getJoseObjects().getFirst().getHeaders();
        for (String name : List.of(HeaderParameterNames.TYPE, HeaderParameterNames.KEY_ID)) {
            Object value = header.getObjectHeaderValue(name);
            if (value != null && !(value instanceof String)) {
                throw new RejectedTokenException(MALFORMED);
            }
        }
        String type = header.getStringHeaderValue(HeaderParameterNames.TYPE);
        if (type != null && LINK_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw new RejectedTokenException(LINK);
        }
    }

    /** Rejects links without their type, which a backend may have signed by mistake. */
    private static void checkAudience(JwtClaims claims) throws ParseException {
        Object audience = claims.getClaimValue("aud");
        if (LINK_AUDIENCE.equals(audience) || audience instanceof Collection<?> all && all.contains(LINK_AUDIENCE)) {
            throw new RejectedTokenException(LINK);
        }
    }

    /**
     * A caller without groups. The service has no roles, and SmallRye would log every token whose {@code groups} claim
     * differs from MicroProfile JWT's.
     */
    private static final class TokenCaller extends DefaultJWTCallerPrincipal {

        TokenCaller(JwtClaims claims) {
            super("JWT", claims);
        }

        @Override
        public Set<String> getGroups() {
            return Set.of();
        }
    }

    /** Omits jose4j's exception, whose message may contain the token. */
    private static ParseException failure(InvalidJwtException e) {
        if (e.getCause() instanceof UnresolvableKeyException unresolvable && unresolvable.getCause() != null) {
            LOG.error(
                    "The keys of the issuer cannot be fetched, so tokens cannot be verified", unresolvable.getCause());
            return new ParseException("no keys", new KeysUnavailableException(unresolvable.getCause()));
        }
        return new RejectedTokenException(e.getErrorDetails().stream()
                .map(TokenVerifier::reason)
                .distinct()
                .collect(Collectors.joining("; ")));
    }

    private static String reason(ErrorCodeValidator.Error error) {
        return error.getErrorCode() == ClaimRules.OWN_REASON
                ? error.getErrorMessage()
                : REASONS.getOrDefault(error.getErrorCode(), MALFORMED);
    }

    private static VerificationKeys keys(TokenConfig config) {
        if (config.secret().isPresent() && config.publicKeyLocation().isPresent()) {
            throw new ConfigurationException(
                    "JWT_SECRET and JWT_PUBLIC_KEY_LOCATION are both set. Unset the one that does not belong to your tokens.");
        }
        if (config.publicKeyLocation().isPresent()) {
            return PublicKeys.at(config.publicKeyLocation().get());
        }
        String secret = JwtSecret.of(config)
                .orElseThrow(
                        () -> new ConfigurationException(
                                "JWT_SECRET is not set. Set it to the secret of your HS256 tokens, at least 32 bytes, or set JWT_PUBLIC_KEY_LOCATION to the public key of your RS256 or ES256 tokens, or TINTYPE_OIDC_ISSUER to the issuer of your users."));
        return VerificationKeys.ofSecret(TokenIssuer.secretKey(secret));
    }
}
