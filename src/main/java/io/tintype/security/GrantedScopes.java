package io.tintype.security;

import jakarta.inject.Singleton;
import jakarta.json.JsonString;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Decides what a verified token allows. */
@Singleton
class GrantedScopes {

    /** Part of every scope of this service. */
    private static final String OWN = "images:";

    private static final String ENTRA_TENANT = "tid";
    private static final String ENTRA_TOKEN_TYPE = "idtyp";
    private static final String ROLES = "roles";

    /** Claims in which issuers state what a token allows if its scopes do not. */
    private static final List<String> OTHER_CLAIMS = List.of("permissions", ROLES);

    private final TokenClaims names;

    GrantedScopes(TokenClaims names) {
        this.names = names;
    }

    /**
     * Returns the scopes that a token grants. The first claim that names a scope of this service decides, or that names
     * none at all. A claim that names only scopes of other services is ignored. Without a deciding claim, a token grants
     * everything, except one that restricts uploads, which grants uploads, and one of an application, or with scopes of
     * this service in another claim, which grant nothing.
     */
    Set<Scope> of(JsonWebToken token) {
        Set<String> claims = token.getClaimNames();
        for (String name : names.scopeClaims()) {
            if (claims.contains(name)) {
                List<String> values = values(token.getClaim(name)).toList();
                if (values.isEmpty() || values.stream().anyMatch(GrantedScopes::decides)) {
                    return named(values);
                }
            }
        }
        if (names.scopesRequired() || isOfApplication(token, claims) || isScopedElsewhere(token, claims)) {
            return Set.of();
        }
        return UploadRestrictions.CLAIMS.stream().anyMatch(claims::contains)
                ? EnumSet.of(Scope.WRITE)
                : EnumSet.allOf(Scope.class);
    }

    /** Returns a scope as it is spelled in a token. */
    String spelled(Scope scope) {
        return names.spelled(scope);
    }

    private Set<Scope> named(List<String> values) {
        return Arrays.stream(Scope.values())
                .filter(scope -> values.contains(names.spelled(scope)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    /**
     * Returns whether a value keeps its claim from being ignored. Misspelled scopes and scopes with another prefix do,
     * because ignoring them would grant everything to a token that is meant to grant less.
     */
    private static boolean decides(String value) {
        return value.isEmpty() || isOwn(value);
    }

    private static boolean isOwn(String value) {
        return value.toLowerCase(Locale.ROOT).contains(OWN);
    }

    /**
     * Returns the values of a claim, with an empty text for each that is not text. OAuth 2 uses one string with spaces
     * (RFC 8693, section 4.2); some issuers use an array.
     */
    private static Stream<String> values(Object claim) {
        return switch (claim) {
            case String text -> Arrays.stream(text.strip().split(" +"));
            case JsonString text -> values(text.getString());
            case Collection<?> list -> list.stream().flatMap(GrantedScopes::values);
            case null, default -> Stream.of("");
        };
    }

    /**
     * Returns whether an application of Entra ID has requested the token without a user. Every application of a tenant
     * can, and an administrator allows it something by roles only.
     */
    private static boolean isOfApplication(JsonWebToken token, Set<String> claims) {
        if (claims.contains(ENTRA_TOKEN_TYPE)
                && values(token.getClaim(ENTRA_TOKEN_TYPE)).anyMatch("app"::equals)) {
            return true;
        }
        boolean delegated = claims.contains("scp") || claims.contains("scope");
        boolean requestedByApplication =
                claims.contains(ENTRA_TENANT) && (claims.contains("appid") || claims.contains("azp"));
        return !delegated && (claims.contains(ROLES) || requestedByApplication);
    }

    /** Returns whether the operator has not configured the claim in which the issuer grants scopes. */
    private static boolean isScopedElsewhere(JsonWebToken token, Set<String> claims) {
        return OTHER_CLAIMS.stream()
                .filter(claims::contains)
                .flatMap(name -> values(token.getClaim(name)))
                .anyMatch(GrantedScopes::isOwn);
    }
}
