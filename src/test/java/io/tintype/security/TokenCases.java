package io.tintype.security;

import static io.tintype.security.TokenCase.accepted;
import static io.tintype.security.TokenCase.rejected;
import static io.tintype.security.TokenCase.scoped;

import io.tintype.testing.TokenSigner;
import java.util.List;
import java.util.stream.Stream;
import org.jose4j.jwt.NumericDate;

/** Tokens about which every configuration of keys decides alike. */
record TokenCases(TokenSigner signer) {

    private static final long WITHIN_CLOCK_SKEW = 30;
    private static final long BEYOND_CLOCK_SKEW = 120;

    Stream<TokenCase> all() {
        return Stream.of(times(), forms(), headers(), scopes(), ForgedTokens.cases(signer))
                .flatMap(cases -> cases);
    }

    private Stream<TokenCase> forms() {
        return Stream.of(
                accepted("valid", signer.token()),
                accepted("with iat", signer.token(claims -> claims.setIssuedAtToNow())),
                rejected("garbage", "garbage"),
                rejected("garbage in three parts", "a.b.c"),
                rejected("garbage in five parts", "a.b.c.d.e"),
                rejected("tampered payload", signer.tamperedToken()),
                rejected("without its signature", signer.strippedToken()),
                rejected("a number beyond a double", signer.tokenOf(withMember("\"name\":1e999"))),
                accepted("groups that are a number", signer.token(claims -> claims.setClaim("groups", 5))),
                accepted("groups of numbers", signer.token(claims -> claims.setClaim("groups", List.of(1, 2)))),
                rejected("payload that is not JSON", signer.tokenOf("sub=ada")),
                rejected("payload that is a list", signer.tokenOf("[]")));
    }

    private Stream<TokenCase> headers() {
        return Stream.of(
                rejected("alg none", signer.withAlgorithm("none").withKey(null).token()),
                rejected("unknown alg", signer.tokenWithHeader("{\"alg\":\"XS256\"}")),
                rejected("alg that is a number", signer.tokenWithHeader("{\"alg\":256}")),
                rejected("without alg", signer.tokenWithHeader("{}")),
                rejected("header that is a list", signer.tokenWithHeader("[]")),
                rejected("kid that is a number", signer.tokenWithHeader(header("\"kid\":7"))),
                rejected("x5t that is a number", signer.tokenWithHeader(header("\"x5t\":7"))),
                rejected("x5t#S256 that is a list", signer.tokenWithHeader(header("\"x5t#S256\":[]"))),
                rejected("critical header", signer.tokenWithHeader(header("\"crit\":[\"x\"],\"x\":1"))),
                rejected("typ that is a number", signer.tokenWithSignedHeader(header("\"typ\":5"))),
                rejected("typ that is a list", signer.tokenWithSignedHeader(header("\"typ\":[\"JWT\"]"))),
                rejected("signed kid that is a number", signer.tokenWithSignedHeader(header("\"kid\":7"))));
    }

    private Stream<TokenCase> times() {
        return Stream.of(
                rejected("expired", signer.token(claims -> claims.setExpirationTime(fromNow(-BEYOND_CLOCK_SKEW)))),
                accepted(
                        "expired within the clock skew",
                        signer.token(claims -> claims.setExpirationTime(fromNow(-WITHIN_CLOCK_SKEW)))),
                rejected("without exp", signer.token(claims -> claims.unsetClaim("exp"))),
                rejected("exp that is text", signer.token(claims -> claims.setClaim("exp", "tomorrow"))),
                rejected("not yet valid", signer.token(claims -> claims.setNotBefore(fromNow(BEYOND_CLOCK_SKEW)))),
                accepted(
                        "not yet valid, within the clock skew",
                        signer.token(claims -> claims.setNotBefore(fromNow(WITHIN_CLOCK_SKEW)))));
    }

    /** Subjects without a library, which only a shared library makes irrelevant. */
    Stream<TokenCase> subjects() {
        return Stream.of(
                rejected("without sub", signer.token(claims -> claims.unsetClaim("sub"))),
                rejected("empty sub", signer.token(claims -> claims.setSubject(""))),
                rejected("blank sub", signer.token(claims -> claims.setSubject(" \t"))),
                rejected("sub that is a number", signer.token(claims -> claims.setClaim("sub", 7))),
                rejected("sub that is null", signer.token(claims -> claims.setClaim("sub", null))),
                rejected("sub that is not Unicode text", signer.tokenOf(halfSurrogate())));
    }

    private Stream<TokenCase> scopes() {
        return Stream.of(
                scoped("scope read", withScope("images:read"), Scope.READ),
                scoped("scope write", withScope("images:write"), Scope.WRITE),
                scoped("scope delete", withScope("images:delete"), Scope.DELETE),
                scoped("scopes", withScope("images:read openid images:delete"), Scope.READ, Scope.DELETE),
                scoped("scope array", withScope(List.of("images:read", "images:write")), Scope.READ, Scope.WRITE),
                accepted("scopes of other services", withScope("openid images read:images")),
                scoped("misspelled scopes", withScope("openid images:reader")),
                scoped("scope in upper case", withScope("openid IMAGES:READ")),
                scoped("scope with a prefix", withScope("openid tintype/images:read")),
                scoped("scope array with a number", withScope(List.of("openid", 7))),
                scoped("empty scope", withScope("")),
                scoped("empty scope array", withScope(List.of())),
                scoped("scope that is a number", withScope(1)),
                scoped("scope that is null", withScope(null)),
                scoped("scp", signer.token(claims -> claims.setClaim("scp", "images:write")), Scope.WRITE),
                scoped(
                        "scp array",
                        signer.token(claims -> claims.setClaim("scp", List.of("images:read", "openid"))),
                        Scope.READ),
                scoped(
                        "scope and scp",
                        signer.token(claims -> {
                            claims.setClaim("scope", "images:read");
                            claims.setClaim("scp", List.of("images:write", "images:delete"));
                        }),
                        Scope.READ));
    }

    /** Returns a header with the algorithm and one more member. */
    private String header(String member) {
        return "{\"alg\":\"%s\",%s}".formatted(signer.algorithm(), member);
    }

    /** Returns the claims of a valid token and one more, which jose4j does not write. */
    private String withMember(String member) {
        return signer.payload().replaceFirst("\\{", "{" + member + ",");
    }

    /** Returns claims with a subject that JSON can express and UTF-8 cannot. */
    private String halfSurrogate() {
        return signer.payload().replace("\"" + TokenSigner.SUBJECT + "\"", "\"\\ud800\"");
    }

    private String withScope(Object scope) {
        return signer.token(claims -> claims.setClaim("scope", scope));
    }

    private static NumericDate fromNow(long seconds) {
        NumericDate date = NumericDate.now();
        date.addSeconds(seconds);
        return date;
    }
}
