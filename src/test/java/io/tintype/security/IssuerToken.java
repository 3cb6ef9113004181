package io.tintype.security;

import io.tintype.testing.Tokens;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token as an issuer makes it, the configuration that verifies it, and the expected decision.
 *
 * @param issuer names the issuer and the kind of token
 * @param claims as JSON, without {@code exp}
 * @param settings the configuration of claims
 * @param audience {@code JWT_AUDIENCE}
 * @param subject the expected subject, or empty if the token is rejected
 * @param reason why it is rejected
 * @param granted the expected scopes
 */
record IssuerToken(
        String issuer,
        String claims,
        ClaimSettings settings,
        Optional<String> audience,
        Optional<String> subject,
        String reason,
        Set<Scope> granted) {

    /** Returns a token for the default configuration that is rejected until one of the other methods expects more. */
    static IssuerToken of(String issuer, String claims) {
        return new IssuerToken(
                issuer,
                claims.replace('\'', '"'),
                ClaimSettings.NONE,
                Optional.empty(),
                Optional.empty(),
                "",
                EnumSet.noneOf(Scope.class));
    }

    /** Returns the same token, verified by a service with one more variable. */
    IssuerToken with(String variable, String value) {
        return variable.equals("JWT_AUDIENCE")
                ? new IssuerToken(issuer, claims, settings, Optional.of(value), subject, reason, granted)
                : new IssuerToken(issuer, claims, settings.and(variable, value), audience, subject, reason, granted);
    }

    IssuerToken grantsAll(String sub) {
        return grants(sub, Scope.values());
    }

    IssuerToken grants(String sub, Scope... scopes) {
        EnumSet<Scope> all = EnumSet.noneOf(Scope.class);
        all.addAll(Arrays.asList(scopes));
        return new IssuerToken(issuer, claims, settings, audience, Optional.of(sub), "", all);
    }

    IssuerToken isRejected(String why) {
        return new IssuerToken(issuer, claims, settings, audience, Optional.empty(), why, Set.of());
    }

    String token() {
        String payload = claims.replaceFirst(
                "\\{", "{\"exp\":" + Instant.now().plusSeconds(600).getEpochSecond() + ",");
        return Tokens.sign("HS256", Tokens.secret(Tokens.SECRET), Map.of(), payload);
    }

    @Override
    public String toString() {
        return issuer
                + settings.values()
                + audience.map(name -> " JWT_AUDIENCE=" + name).orElse("");
    }
}
