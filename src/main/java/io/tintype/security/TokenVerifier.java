package io.tintype.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import io.tintype.storage.Library;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Verifies tokens, in place of SmallRye's own factory, which has no raw HS256 secret, takes a PEM key for one algorithm
 * only, and wants {@code iat}, which tokens for the old service may lack.
 *
 * <p>A token that verifies is not verified again for a minute, or until it expires: it comes with each of its caller's
 * requests.
 */
@Singleton
@Alternative
@Priority(1)
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWA") // Caffeine's, of bounded weight
class TokenVerifier extends JWTCallerPrincipalFactory {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    static final int CLOCK_SKEW_SECONDS = 60;

    private static final String MALFORMED = "It is malformed, or not signed by a key that is configured.";

    /** Failures whose messages have nothing of the token but one claim. */
    private static final Set<Integer> ABOUT_CLAIMS = Set.of(
            ErrorCodes.EXPIRATION_MISSING,
            ErrorCodes.EXPIRED,
            ErrorCodes.NOT_YET_VALID,
            ErrorCodes.AUDIENCE_MISSING,
            ErrorCodes.AUDIENCE_INVALID,
            ErrorCodes.ISSUER_MISSING,
            ErrorCodes.ISSUER_INVALID,
            ErrorCodes.SUBJECT_MISSING);

    private static final long KEEP_SECONDS = 60;

    /** Of tokens, whose claims take some three times as much. */
    private static final long MAX_KEPT_CHARACTERS = 1_000_000;

    private final JwtConsumer consumer;
    private final Cache<String, JWTCallerPrincipal> verified = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_CHARACTERS)
            .weigher((String token, JWTCallerPrincipal caller) -> token.length())
            .expireAfter(Expiry.creating((String token, JWTCallerPrincipal caller) -> keepFor(caller)))
            .executor(Runnable::run)
            .build();

    TokenVerifier(TokenConfig config, LibraryConfig library) {
        this.consumer = consumer(config, library.checked());
    }

    /**
     * The verified token.
     *
     * @throws ParseException if it does not verify, with a {@link KeysUnavailableException} as its cause if that cannot
     *     be told
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

    private static Duration keepFor(JWTCallerPrincipal caller) {
        long left =
                caller.getExpirationTime() + CLOCK_SKEW_SECONDS - Instant.now().getEpochSecond();
        return Duration.ofSeconds(Math.clamp(left, 0, KEEP_SECONDS));
    }

    private JWTCallerPrincipal verify(String token) throws ParseException {
        try {
            JwtContext context = consumer.process(token);
            checkHeader(context);
            JwtClaims claims = context.getJwtClaims();
            claims.setClaim("raw_token", token);
            return new TokenCaller(claims);
        } catch (InvalidJwtException e) {
            throw failure(e);
        } catch (RuntimeException | StackOverflowError e) {
            // Neither jose4j nor SmallRye expects all that JSON can hold: numbers beyond a double, or depths of arrays.
            throw new ParseException(MALFORMED);
        }
    }

    /** Checks what jose4j does not look at: both are strings (RFC 7515, sections 4.1.4 and 4.1.9). */
    private static void checkHeader(JwtContext context) throws ParseException {
        Headers header = context.getJoseObjects().getFirst().getHeaders();
        for (String name : List.of(HeaderParameterNames.TYPE, HeaderParameterNames.KEY_ID)) {
            Object value = header.getObjectHeaderValue(name);
            if (value != null && !(value instanceof String)) {
                throw new ParseException(MALFORMED);
            }
        }
    }

    /**
     * A caller without groups. The service has no roles, and SmallRye would log each token whose {@code groups} claim
     * is not what MicroProfile JWT expects: an identity provider may send any.
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

    /** Without jose4j's exception, whose message may have the token in it. */
    private static ParseException failure(InvalidJwtException e) {
        if (e.getCause() instanceof UnresolvableKeyException unresolvable && unresolvable.getCause() != null) {
            LOG.error(
                    "JWT_PUBLIC_KEY_LOCATION cannot be fetched, so no token can be verified", unresolvable.getCause());
            return new ParseException("no keys", new KeysUnavailableException(unresolvable.getCause()));
        }
        return new ParseException(e.getErrorDetails().stream()
                .map(TokenVerifier::reason)
                .distinct()
                .collect(Collectors.joining(" ")));
    }

    private static String reason(ErrorCodeValidator.Error error) {
        return ABOUT_CLAIMS.contains(error.getErrorCode()) ? error.getErrorMessage() : MALFORMED;
    }

    private static JwtConsumer consumer(TokenConfig config, LibraryConfig library) {
        VerificationKeys keys = keys(config);
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys.resolver())
                .setJwsAlgorithmConstraints(keys.algorithms())
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS);
        config.issuer().ifPresent(builder::setExpectedIssuer);
        config.audience().ifPresentOrElse(builder::setExpectedAudience, builder::setSkipDefaultAudienceValidation);
        if (!library.isShared()) {
            builder.setRequireSubject();
            builder.registerValidator((Validator) TokenVerifier::checkSubject);
        }
        return builder.build();
    }

    private static String checkSubject(JwtContext context) throws MalformedClaimException {
        String subject = context.getJwtClaims().getSubject();
        if (subject.isBlank()) {
            return "sub is blank, and names no library";
        }
        try {
            Library.of(subject);
            return null;
        } catch (IllegalArgumentException e) {
            return "sub names no library: " + e.getMessage();
        }
    }

    private static VerificationKeys keys(TokenConfig config) {
        if (config.secret().isPresent() && config.publicKeyLocation().isPresent()) {
            throw new ConfigurationException(
                    "JWT_SECRET and JWT_PUBLIC_KEY_LOCATION are both set. Unset the one that your tokens are not signed for.");
        }
        if (config.publicKeyLocation().isPresent()) {
            return PublicKeys.at(config.publicKeyLocation().get());
        }
        String secret = config.secret()
                .filter(text -> !text.isBlank())
                .or(TokenVerifier::developmentSecret)
                .orElseThrow(
                        () -> new ConfigurationException(
                                "JWT_SECRET is not set. Set it to the secret of your HS256 tokens, at least 32 bytes, or set JWT_PUBLIC_KEY_LOCATION to the public key of your RS256 or ES256 tokens."));
        return VerificationKeys.ofSecret(TokenIssuer.secretKey(secret));
    }

    private static Optional<String> developmentSecret() {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT ? Optional.of(DevelopmentToken.SECRET) : Optional.empty();
    }
}
