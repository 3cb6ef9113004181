package io.tintype.link;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tintype.image.ImageId;
import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.lang.JoseException;

/**
 * Signs and verifies the tokens of links: JWTs (RFC 7519) with HS256, so that a backend can issue them with any JWT
 * library.
 *
 * <p>Header: {@code typ} is {@code link+jwt}, so that no other token is taken for one (RFC 8725, section 3.11). Claims:
 * {@code aud} is {@code tintype:link}; {@code sub} names the library's owner; {@code image} is the image's id;
 * {@code variant} and {@code disposition} default to {@code picture} and {@code inline}; {@code name} is a file name;
 * {@code generation} defaults to 0; {@code exp} is the time of expiry.
 */
public final class LinkTokens {

    public static final String TYPE = "link+jwt";
    public static final String AUDIENCE = "tintype:link";

    private static final String IMAGE = "image";
    private static final String VARIANT = "variant";
    private static final String DISPOSITION = "disposition";
    private static final String NAME = "name";
    private static final String GENERATION = "generation";

    /** Maximum number of characters of all cached tokens. */
    private static final long MAX_CACHED_CHARACTERS = 1_000_000;

    private static final Duration CACHED = Duration.ofMinutes(1);

    private final LinkKeys keys;
    private final Clock clock;

    /** Valid tokens, because a page requests several sizes of an image by the same link. */
    private final Cache<String, Link> verified = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((String token, Link link) -> token.length())
            .expireAfterAccess(CACHED)
            .executor(Runnable::run)
            .build();

    public LinkTokens(LinkKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Returns the token of a link. Equal links have equal tokens, so that caches keep working. */
    public String sign(Link link) {
        JwtClaims claims = new JwtClaims();
        claims.setAudience(AUDIENCE);
        link.subject().ifPresent(claims::setSubject);
        claims.setStringClaim(IMAGE, link.image().toString());
        if (link.variant() != Variant.PICTURE) {
            claims.setStringClaim(VARIANT, LinkNames.of(link.variant()));
        }
        if (link.disposition() != Disposition.INLINE) {
            claims.setStringClaim(DISPOSITION, LinkNames.of(link.disposition()));
        }
        link.fileName().ifPresent(name -> claims.setStringClaim(NAME, name));
        if (link.generation() != 0) {
            claims.setClaim(GENERATION, link.generation());
        }
        link.expires()
                .ifPresent(expires -> claims.setExpirationTime(NumericDate.fromSeconds(expires.getEpochSecond())));
        JsonWebSignature token = new JsonWebSignature();
        token.setKey(keys.signing());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        token.setHeader("typ", TYPE);
        token.setPayload(claims.toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("the key of links cannot sign", e);
        }
    }

    /**
     * Verifies a token.
     *
     * @throws LinkException.Expired if the token is authentic, and has expired
     * @throws LinkException.NotFound if it is anything else than a valid token of a link
     */
    public Link verify(String token) {
        Link known = verified.getIfPresent(token);
        if (known == null) {
            Link link = verifySigned(token);
            verified.put(token, link);
            return link;
        }
        if (known.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
            throw new LinkException.Expired();
        }
        return known;
    }

    private Link verifySigned(String token) {
        for (Key key : keys.verifying()) {
            try {
                return link(claims(consumer(key).process(token)));
            } catch (InvalidJwtException e) {
                if (e.hasExpired() && e.getErrorDetails().size() == 1) {
                    throw new LinkException.Expired();
                }
            } catch (MalformedClaimException | RuntimeException | StackOverflowError _) {
                throw new LinkException.NotFound(); // jose4j does not handle all of JSON
            }
        }
        throw new LinkException.NotFound();
    }

    private JwtConsumer consumer(Key key) {
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
                .setExpectedType(true, TYPE)
                .setExpectedAudience(true, AUDIENCE)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()));
        return (keys.mayNeverExpire() ? builder : builder.setRequireExpirationTime()).build();
    }

    /** Returns the claims of a token that contains no other token (RFC 7519, section 5.2). */
    private static JwtClaims claims(JwtContext context) {
        if (context.getJoseObjects().size() != 1) {
            throw new IllegalArgumentException("a nested token");
        }
        return context.getJwtClaims();
    }

    private static Link link(JwtClaims claims) throws MalformedClaimException {
        NumericDate expires = claims.getExpirationTime();
        return new Link(
                Optional.ofNullable(claims.getSubject()),
                ImageId.parse(claims.getStringClaimValue(IMAGE)).orElseThrow(),
                value(Variant.values(), claims.getStringClaimValue(VARIANT)),
                value(Disposition.values(), claims.getStringClaimValue(DISPOSITION)),
                Optional.ofNullable(claims.getStringClaimValue(NAME)),
                generation(claims),
                Optional.ofNullable(expires).map(date -> Instant.ofEpochSecond(date.getValue())));
    }

    private static long generation(JwtClaims claims) throws MalformedClaimException {
        return claims.hasClaim(GENERATION) ? claims.getClaimValue(GENERATION, Long.class) : 0;
    }

    /** Returns the value with this name, or the first one if there is no name. */
    private static <E extends Enum<E>> E value(E[] values, String name) {
        return name == null ? values[0] : LinkNames.value(values, name).orElseThrow();
    }
}
