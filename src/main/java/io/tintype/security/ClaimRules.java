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

    private final TokenConfig config;
    private final TokenClaims names;
    private final boolean needsSubject;

    /**
     * Checks the configuration.
     *
     * @throws ConfigurationException if it is contradictory
     */
    ClaimRules(TokenConfig config, TokenClaims names, boolean needsSubject) {
        if (names.namesAudienceClaims() && config.audience().isEmpty()) {
            throw new ConfigurationException(
                    "TINTYPE_AUDIENCE_CLAIMS is set, and JWT_AUDIENCE is not. Set both, or unset TINTYPE_AUDIENCE_CLAIMS.");
        }
        this.config = config;
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
        builder.registerValidator(
                new IssValidator(config.issuer().orElse(null), config.issuer().isPresent()));
        add(builder, this::checkSubject);
        add(builder, this::checkAudience);
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
        if (config.audience().isEmpty()) {
            return Optional.empty();
        }
        return names.audienceClaims().stream()
                .filter(claims::hasClaim)
                .findFirst()
                .map(name ->
                        contains(claims.getClaimValue(name), config.audience().get())
                                ? Optional.<String>empty()
                                : Optional.of(name + " does not name this service"))
                .orElseGet(() -> Optional.of(String.join(" or ", names.audienceClaims()) + " is missing"));
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
