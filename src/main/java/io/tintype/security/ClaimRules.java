package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.IssValidator;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.NumericDateValidator;

/** What the claims of a token must be, in addition to its signature. */
final class ClaimRules {

    /** Marks reasons that are this class's own texts and contain no part of a token. */
    static final int OWN_REASON = 1000;

    private static final String SUBJECT = "sub";

    /** The claims in which issuers name the client of an access token, often beside another audience. */
    private static final List<String> CLIENT_CLAIMS = List.of("azp", "client_id", "cid", "appid");

    private final Optional<String> issuer;
    private final Optional<String> audience;
    private final List<String> audienceClaims;
    /** The client of the gallery, whose ID tokens are not accepted. */
    private final Optional<String> clientId;

    private final TokenClaims names;
    private final boolean needsSubject;

    /**
     * Checks the configuration. What it says about tokens has precedence over what follows from the issuer with which
     * people sign in: tokens of its other clients are not accepted, since they were issued for other services.
     *
     * @throws ConfigurationException if it is contradictory
     */
    ClaimRules(TokenConfig config, TokenClaims names, boolean needsSubject, Optional<OidcSettings> oidc) {
        if (names.namesAudienceClaims() && config.audience().isEmpty() && oidc.isEmpty()) {
            throw new ConfigurationException(
                    "TINTYPE_AUDIENCE_CLAIMS is set, and JWT_AUDIENCE is not. Set both, or unset TINTYPE_AUDIENCE_CLAIMS.");
        }
        this.clientId = oidc.map(OidcSettings::clientId);
        this.issuer = config.issuer().or(() -> oidc.map(OidcSettings::issuer));
        this.audience = config.audience().or(() -> clientId);
        this.audienceClaims =
                config.audience().isPresent() || names.namesAudienceClaims() ? names.audienceClaims() : CLIENT_CLAIMS;
        this.names = names;
        this.needsSubject = needsSubject;
    }

    /** Adds the rules to a consumer, in place of jose4j's, whose subject and audience have fixed claims. */
    void addTo(JwtConsumerBuilder builder, int clockSkewSeconds) {
        NumericDateValidator dates = new NumericDateValidator();
        dates.setRequireExp(true);
        dates.setAllowedClockSkewSeconds(clockSkewSeconds);
        builder.setSkipAllDefaultValidators();
        builder.registerValidator(dates);
        builder.registerValidator(new IssValidator(issuer.orElse(null), issuer.isPresent()));
        add(builder, this::checkSubject);
        add(builder, this::checkAudience);
        add(builder, this::checkPurpose);
        add(builder, ClaimRules::checkRestrictions);
    }

    private static void add(JwtConsumerBuilder builder, Function<JwtClaims, Optional<String>> rule) {
        builder.registerValidator((ErrorCodeValidator) context -> rule.apply(context.getJwtClaims())
                .map(reason -> new ErrorCodeValidator.Error(OWN_REASON, reason))
                .orElse(null));
    }

    /** Sets {@code sub} to the value of the configured claim, so that the rest of the service reads one claim. */
    void normalize(JwtClaims claims) {
        names.subjectClaim()
                .ifPresent(name -> subject(claims.getClaimValue(name))
                        .ifPresentOrElse(claims::setSubject, () -> claims.unsetClaim(SUBJECT)));
    }

    private Optional<String> checkSubject(JwtClaims claims) {
        String name = names.subjectClaim().orElse(SUBJECT);
        Object value = claims.getClaimValue(name);
        if (value == null) {
            return needsSubject ? Optional.of(name + " is missing") : Optional.empty();
        }
        Optional<String> subject = subject(value);
        if (subject.isEmpty()) {
            return Optional.of(name + " is not text");
        }
        return needsSubject && Libraries.named(subject.get()).isEmpty()
                ? Optional.of(name + " is blank or not valid Unicode")
                : Optional.empty();
    }

    /** Returns a subject as text, also that of an issuer that writes a whole number, if its claim is configured. */
    private Optional<String> subject(Object value) {
        return switch (value) {
            case String text -> Optional.of(text);
            case Long number when names.subjectClaim().isPresent() -> Optional.of(number.toString());
            case BigInteger number when names.subjectClaim().isPresent() -> Optional.of(number.toString());
            case null, default -> Optional.empty();
        };
    }

    private Optional<String> checkAudience(JwtClaims claims) {
        if (audience.isEmpty()) {
            return Optional.empty();
        }
        return audienceClaims.stream()
                .filter(claims::hasClaim)
                .findFirst()
                .map(name -> contains(claims.getClaimValue(name), audience.get())
                        ? Optional.<String>empty()
                        : Optional.of(name + " does not name this service"))
                .orElseGet(() -> Optional.of(String.join(" or ", audienceClaims) + " is missing"));
    }

    /**
     * Rejects ID tokens, which identify the user to the gallery and authorize nothing. Their audience is the client
     * (OpenID Connect Core 1.0, section 2). An access token for an API that has the client's id states its scopes.
     */
    private Optional<String> checkPurpose(JwtClaims claims) {
        boolean isIdToken = clientId.isPresent()
                && claims.hasClaim("aud")
                && contains(claims.getClaimValue("aud"), clientId.get())
                && !claims.hasClaim("scope")
                && !claims.hasClaim("scp");
        return isIdToken ? Optional.of("it is an ID token") : Optional.empty();
    }

    private static boolean contains(Object claim, String audience) {
        List<?> values = claim instanceof Collection<?> list ? List.copyOf(list) : List.of(claim);
        return values.stream().allMatch(String.class::isInstance) && values.contains(audience);
    }

    private static Optional<String> checkRestrictions(JwtClaims claims) {
        try {
            UploadRestrictions.of(claims::getClaimValue);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
