package io.tintype.security;

import static io.tintype.security.TokenCase.accepted;
import static io.tintype.security.TokenCase.rejected;

import io.tintype.testing.Keys;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.util.Base64;
import java.util.stream.Stream;
import org.jose4j.keys.HmacKey;

/**
 * The attacks of RFC 8725, sections 2 and 3, which every configuration rejects: tokens that contain a key, refer to one,
 * or contain a member twice.
 */
final class ForgedTokens {

    private static final KeyPair ATTACKER = Keys.rsa();
    private static final Key BLANK = new HmacKey(new byte[1]);
    private static final String ELSEWHERE = "http://127.0.0.1:1/keys";

    private ForgedTokens() {}

    static Stream<TokenCase> cases(TokenSigner good) {
        return Stream.of(
                        keyCases(good),
                        kidCases(good),
                        twiceCases(good),
                        nestedCases(good),
                        sizeCases(good),
                        linkCases(good))
                .flatMap(cases -> cases);
    }

    /** Sections 2.1 and 3.10: tokens that contain their key or its location. */
    private static Stream<TokenCase> keyCases(TokenSigner good) {
        String jwk = Keys.jwk(ATTACKER.getPublic(), "own", "RS256").toJson();
        return Stream.of(
                rejected("embedded jwk", byAttacker(good, ",\"jwk\":" + jwk)),
                rejected("embedded jwk and its kid", byAttacker(good, ",\"kid\":\"own\",\"jwk\":" + jwk)),
                rejected("jku", byAttacker(good, ",\"jku\":\"" + ELSEWHERE + "\"")),
                rejected("x5u", byAttacker(good, ",\"x5u\":\"" + ELSEWHERE + "\"")),
                rejected("x5c", byAttacker(good, ",\"x5c\":[\"AAAA\"]")),
                rejected("HS256 by a blank secret", byBlank(good, "")),
                rejected("alg None", good.strippedTokenOf("{\"alg\":\"None\"}")),
                rejected("alg nOnE", good.strippedTokenOf("{\"alg\":\"nOnE\"}")),
                rejected("alg none with a space", good.strippedTokenOf("{\"alg\":\"none \"}")),
                rejected("alg that is empty", good.strippedTokenOf("{\"alg\":\"\"}")),
                rejected("alg that is null", good.strippedTokenOf("{\"alg\":null}")));
    }

    /** Section 3.10: key ids that inject a path, a command, SQL or a URL. */
    private static Stream<TokenCase> kidCases(TokenSigner good) {
        return Stream.of(
                        "../../../../../../dev/null",
                        "..\\\\..\\\\NUL",
                        "/dev/null",
                        "x' UNION SELECT '\\u0000' -- ",
                        "\\u0000",
                        "|sleep 20",
                        "${jndi:ldap://127.0.0.1:1/a}",
                        "http://127.0.0.1:1/key",
                        "k".repeat(4096))
                .map(kid -> rejected(
                        "kid " + kid.substring(0, Math.min(30, kid.length())),
                        byBlank(good, ",\"kid\":\"" + kid + "\"")));
    }

    /** Section 2.4: encodings other than UTF-8 and duplicate members, whose meaning JSON leaves open. */
    private static Stream<TokenCase> twiceCases(TokenSigner good) {
        String payload = good.payload();
        String alg = "\"alg\":\"" + good.algorithm() + "\"";
        return Stream.of(
                rejected("sub twice", good.tokenOf(payload.replaceFirst("\\{", "{\"sub\":\"eve\","))),
                rejected("exp twice", good.tokenOf(payload.replaceFirst("\\{", "{\"exp\":1,"))),
                rejected("alg twice", good.strippedTokenOf("{\"alg\":\"none\"," + alg + "}")),
                rejected("unknown crit", good.tokenWithSignedHeader("{" + alg + ",\"crit\":[\"x\"],\"x\":1}")),
                rejected(
                        "payload in UTF-16",
                        good.tokenOf(
                                new String(payload.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1))),
                rejected("payload after a character", good.tokenOf("x" + payload)),
                rejected("negative exp", good.tokenOf(payload.replaceFirst("\"exp\":\\d+", "\"exp\":-1"))),
                rejected("exp that is a list", good.tokenOf(payload.replaceFirst("\"exp\":\\d+", "\"exp\":[9]"))),
                rejected("nbf that is text", good.token(claims -> claims.setClaim("nbf", "now"))));
    }

    /** Sections 2.3, 2.5 and 3.8: nested and encrypted tokens. */
    private static Stream<TokenCase> nestedCases(TokenSigner good) {
        String unsigned = good.withAlgorithm("none").withKey(null).token();
        String nested = "{\"alg\":\"" + good.algorithm() + "\",\"cty\":\"JWT\"}";
        String expensive =
                "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128CBC-HS256\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}";
        return Stream.of(
                rejected("unsigned in a signed one", Tokens.signWithHeader(good.key(), nested, unsigned)),
                rejected("forged in a signed one", Tokens.signWithHeader(good.key(), nested, byAttacker(good, ""))),
                rejected("encrypted, with 2^31 rounds of PBES2", encoded(expensive) + ".AAAA.AAAA.AAAA.AAAA"),
                rejected(
                        "encrypted, direct key",
                        encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.AAAA.AAAA"));
    }

    /** Section 3.11: tokens of links, which are public, even if the key of bearer tokens has signed them. */
    private static Stream<TokenCase> linkCases(TokenSigner good) {
        return Stream.concat(
                Stream.of("link+jwt", "LINK+JWT", "Link+Jwt", "application/link+jwt", "APPLICATION/LINK+JWT")
                        .map(typ -> rejected(
                                "typ " + typ, good.withHeader("typ", typ).token())),
                Stream.of(
                        rejected("aud of links, without typ", good.token(claims -> claims.setAudience("tintype:link"))),
                        rejected(
                                "aud of links among others",
                                good.token(claims -> claims.setAudience("tintype", "tintype:link")))));
    }

    private static Stream<TokenCase> sizeCases(TokenSigner good) {
        String deep = deepJson();
        return Stream.of(
                accepted("12 kB of claims", good.token(claims -> claims.setClaim("x", "x".repeat(9000)))),
                rejected("claims of 3000 levels", forgedSignature(deepToken(good))),
                rejected("header of 3000 levels", good.strippedTokenOf("{\"x\":" + deep + "}")),
                rejected("1000 parts", "a.".repeat(1000)),
                rejected("dots", ".".repeat(1000)));
    }

    /** Returns a valid token with a claim of 3,000 levels. The size of the stack decides whether jose4j can read it. */
    static String deepToken(TokenSigner good) {
        return good.tokenOf(good.payload().replaceFirst("\\{", "{\"x\":" + deepJson() + ","));
    }

    private static String deepJson() {
        return "[".repeat(3000) + "]".repeat(3000);
    }

    private static String forgedSignature(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
    }

    private static String byAttacker(TokenSigner good, String more) {
        return Tokens.signWithHeader(ATTACKER.getPrivate(), "{\"alg\":\"RS256\"" + more + "}", good.payload());
    }

    private static String byBlank(TokenSigner good, String more) {
        return Tokens.signWithHeader(BLANK, "{\"alg\":\"HS256\"" + more + "}", good.payload());
    }

    private static String encoded(String header) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));
    }
}
