package io.tintype.packaged.security;

import static io.tintype.packaged.security.TokenCase.accepted;
import static io.tintype.packaged.security.TokenCase.refused;

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
 * Tokens that bring their own keys, lead to others, or say a thing twice: the attacks of RFC 8725, sections 2 and 3,
 * which any configuration must refuse.
 */
final class ForgedTokens {

    private static final KeyPair ATTACKER = Keys.rsa();
    private static final Key BLANK = new HmacKey(new byte[1]);
    private static final String ELSEWHERE = "http://127.0.0.1:1/keys";

    private ForgedTokens() {}

    static Stream<TokenCase> cases(TokenSigner good) {
        return Stream.of(keyCases(good), kidCases(good), twiceCases(good), nestedCases(good), sizeCases(good))
                .flatMap(cases -> cases);
    }

    /** Sections 2.1 and 3.10: a token that says where its key is. */
    private static Stream<TokenCase> keyCases(TokenSigner good) {
        String jwk = Keys.jwk(ATTACKER.getPublic(), "own", "RS256").toJson();
        return Stream.of(
                refused("embedded jwk", byAttacker(good, ",\"jwk\":" + jwk)),
                refused("embedded jwk and its kid", byAttacker(good, ",\"kid\":\"own\",\"jwk\":" + jwk)),
                refused("jku", byAttacker(good, ",\"jku\":\"" + ELSEWHERE + "\"")),
                refused("x5u", byAttacker(good, ",\"x5u\":\"" + ELSEWHERE + "\"")),
                refused("x5c", byAttacker(good, ",\"x5c\":[\"AAAA\"]")),
                refused("HS256 by a blank secret", byBlank(good, "")),
                refused("alg None", good.strippedTokenOf("{\"alg\":\"None\"}")),
                refused("alg nOnE", good.strippedTokenOf("{\"alg\":\"nOnE\"}")),
                refused("alg none with a space", good.strippedTokenOf("{\"alg\":\"none \"}")),
                refused("alg that is empty", good.strippedTokenOf("{\"alg\":\"\"}")),
                refused("alg that is null", good.strippedTokenOf("{\"alg\":null}")));
    }

    /** Section 3.10: a kid that a careless look-up would open, run or ask a database for. */
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
                .map(kid -> refused(
                        "kid " + kid.substring(0, Math.min(30, kid.length())),
                        byBlank(good, ",\"kid\":\"" + kid + "\"")));
    }

    /** Section 2.4, and what JSON leaves open: which of two is meant. */
    private static Stream<TokenCase> twiceCases(TokenSigner good) {
        String payload = good.payload();
        String alg = "\"alg\":\"" + good.algorithm() + "\"";
        return Stream.of(
                refused("sub twice", good.tokenOf(payload.replaceFirst("\\{", "{\"sub\":\"eve\","))),
                refused("exp twice", good.tokenOf(payload.replaceFirst("\\{", "{\"exp\":1,"))),
                refused("alg twice", good.strippedTokenOf("{\"alg\":\"none\"," + alg + "}")),
                refused("crit that nobody knows", good.tokenWithSignedHeader("{" + alg + ",\"crit\":[\"x\"],\"x\":1}")),
                refused(
                        "payload in UTF-16",
                        good.tokenOf(
                                new String(payload.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1))),
                refused("payload behind something", good.tokenOf("x" + payload)),
                refused("exp below zero", good.tokenOf(payload.replaceFirst("\"exp\":\\d+", "\"exp\":-1"))),
                refused("exp that is a list", good.tokenOf(payload.replaceFirst("\"exp\":\\d+", "\"exp\":[9]"))),
                refused("nbf that is text", good.token(claims -> claims.setClaim("nbf", "now"))));
    }

    /** Sections 2.3, 2.5 and 3.8: tokens in tokens, and encrypted ones. */
    private static Stream<TokenCase> nestedCases(TokenSigner good) {
        String unsigned = good.withAlgorithm("none").withKey(null).token();
        String nested = "{\"alg\":\"" + good.algorithm() + "\",\"cty\":\"JWT\"}";
        String expensive =
                "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128CBC-HS256\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}";
        return Stream.of(
                refused("unsigned in a signed one", Tokens.signWithHeader(good.key(), nested, unsigned)),
                refused("forged in a signed one", Tokens.signWithHeader(good.key(), nested, byAttacker(good, ""))),
                refused("encrypted, key to be stretched", encoded(expensive) + ".AAAA.AAAA.AAAA.AAAA"),
                refused("encrypted, key given", encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.AAAA.AAAA"));
    }

    private static Stream<TokenCase> sizeCases(TokenSigner good) {
        String deep = deepJson();
        return Stream.of(
                accepted("12 kB of claims", good.token(claims -> claims.setClaim("x", "x".repeat(9000)))),
                refused("claims 3000 deep", forgedSignature(deepToken(good))),
                refused("header 3000 deep", good.strippedTokenOf("{\"x\":" + deep + "}")),
                refused("1000 parts", "a.".repeat(1000)),
                refused("dots", ".".repeat(1000)));
    }

    /**
     * A good token but for a claim that is thousands of levels deep. Whether jose4j can read it depends on the stack.
     */
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
