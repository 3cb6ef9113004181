package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The checked {@link ClaimConfig}. */
@Singleton
final class TokenClaims {

    private static final Pattern WORD = Pattern.compile("[!#-\\[\\]-~]+");
    private static final List<String> SCOPE_CLAIMS = List.of("scope", "scp");
    private static final List<String> AUDIENCE_CLAIMS = List.of("aud");

    private final boolean scopesRequired;
    private final List<String> scopeClaims;
    private final String scopePrefix;
    private final Optional<String> subjectClaim;
    private final Optional<List<String>> audienceClaims;

    @Inject
    TokenClaims(ClaimConfig config) {
        this(
                config.scopes(),
                config.scopeClaims(),
                config.scopePrefix(),
                config.subjectClaim(),
                config.audienceClaims());
    }

    /**
     * Checks the configuration.
     *
     * @throws ConfigurationException if a value is invalid
     */
    private TokenClaims(
            Optional<String> scopes,
            Optional<String> scopeClaims,
            Optional<String> scopePrefix,
            Optional<String> subjectClaim,
            Optional<String> audienceClaims) {
        Optional<List<String>> claims = names("TINTYPE_SCOPE_CLAIMS", scopeClaims);
        this.scopeClaims = claims.orElse(SCOPE_CLAIMS);
        this.scopePrefix = text(scopePrefix).orElse("");
        text(scopePrefix)
                .ifPresent(prefix -> check(
                        "TINTYPE_SCOPE_PREFIX",
                        prefix,
                        "the text before images:read in your tokens, such as tintype/"));
        // An operator who says where the scopes are has an issuer that grants them.
        boolean located = claims.isPresent() || !this.scopePrefix.isEmpty();
        this.scopesRequired = text(scopes).map(TokenClaims::required).orElse(located);
        this.subjectClaim = text(subjectClaim);
        this.subjectClaim.ifPresent(name -> check("TINTYPE_SUBJECT_CLAIM", name, "the name of a claim, such as oid"));
        this.audienceClaims = names("TINTYPE_AUDIENCE_CLAIMS", audienceClaims);
    }

    /** Returns the names of a service without settings. */
    static TokenClaims ofDefaults() {
        return new TokenClaims(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns the names of a service with these settings. */
    static TokenClaims of(TokenSettings settings) {
        return new TokenClaims(
                settings.value("tintype.scopes"),
                settings.value("tintype.scope-claims"),
                settings.value("tintype.scope-prefix"),
                settings.value("tintype.subject-claim"),
                settings.value("tintype.audience-claims"));
    }

    private static boolean required(String value) {
        return switch (value) {
            case "required" -> true;
            case "optional" -> false;
            default ->
                throw new ConfigurationException(
                        "TINTYPE_SCOPES is '%s'. Set it to optional or to required.".formatted(value));
        };
    }

    /** Returns whether a token without scopes of this service allows nothing. */
    boolean scopesRequired() {
        return scopesRequired;
    }

    /** Returns the claims that may contain scopes, at least one. */
    List<String> scopeClaims() {
        return scopeClaims;
    }

    /** Returns a scope as it is spelled in a token. */
    String spelled(Scope scope) {
        return scopePrefix + scope.value();
    }

    /** Returns the configured claim of the subject; empty for {@code sub}, which is text (RFC 7519, section 4.1.2). */
    Optional<String> subjectClaim() {
        return subjectClaim;
    }

    /** Returns the claims that may contain the audience, at least one. */
    List<String> audienceClaims() {
        return audienceClaims.orElse(AUDIENCE_CLAIMS);
    }

    /** Returns whether the operator has configured the claims of the audience. */
    boolean namesAudienceClaims() {
        return audienceClaims.isPresent();
    }

    private static Optional<String> text(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<List<String>> names(String variable, Optional<String> value) {
        Optional<List<String>> names = text(value)
                .map(text ->
                        Arrays.stream(text.split(",", -1)).map(String::strip).toList());
        names.stream()
                .flatMap(List::stream)
                .forEach(name -> check(variable, name, "names of claims, separated by commas"));
        return names;
    }

    /** Checks a part of a challenge (RFC 6749, section 3.3), in which a quote would need an escape. */
    private static void check(String variable, String value, String meaning) {
        if (!WORD.matcher(value).matches()) {
            throw new ConfigurationException(
                    "%s contains '%s', which is empty, or has a space, a quote, a backslash or a character beyond ASCII. Set it to %s."
                            .formatted(variable, value, meaning));
        }
    }
}
