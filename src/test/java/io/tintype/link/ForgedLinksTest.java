package io.tintype.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import io.tintype.testing.Json;
import io.tintype.testing.Keys;
import io.tintype.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests forged tokens (RFC 8725) and unusual claims. Most of them are signed with the right key. */
class ForgedLinksTest {

    private static final String JWT_SECRET = Tokens.SECRET;
    private static final Key LINK_KEY = LinkKeys.derivedFrom(JWT_SECRET);
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final UUID IMAGE = UUID.fromString("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"link+jwt\"}";
    private static final KeyPair ATTACKER = Keys.rsa();

    private final LinkTokens tokens = tokens(LINK_KEY, Optional.empty());

    /** A token that must not open. */
    private record Forgery(String kind, String token) {
        @Override
        public String toString() {
            return kind;
        }
    }

    static Stream<Forgery> forgeries() {
        return Stream.of(keys(), headers(), algorithms(), claims(), forms()).flatMap(cases -> cases);
    }

    private static Stream<Forgery> keys() {
        Key secret = Tokens.secret(JWT_SECRET);
        String hex = HexFormat.of().formatHex(LINK_KEY.getEncoded());
        return Stream.of(
                new Forgery("bearer token", Tokens.of("ann")),
                new Forgery("link signed with JWT_SECRET", Tokens.signWithHeader(secret, HEADER, claims(""))),
                new Forgery(
                        "derived key in hexadecimal", Tokens.signWithHeader(Tokens.secret(hex), HEADER, claims(""))),
                new Forgery(
                        "key derived from another secret",
                        Tokens.signWithHeader(LinkKeys.derivedFrom(JWT_SECRET + "!"), HEADER, claims(""))),
                new Forgery("blank key", Tokens.signWithHeader(new HmacKey(new byte[1]), HEADER, claims(""))),
                new Forgery(
                        "HMAC with a public key",
                        Tokens.signWithHeader(new HmacKey(ATTACKER.getPublic().getEncoded()), HEADER, claims(""))));
    }

    private static Stream<Forgery> headers() {
        String jwk = Keys.jwk(ATTACKER.getPublic(), "own", "RS256").toJson();
        return Stream.concat(
                Stream.of(
                                "\"typ\":\"JWT\"",
                                "\"typ\":\"\"",
                                "\"typ\":null",
                                "\"typ\":7",
                                "\"typ\":\"link\"",
                                "\"typ\":\"jwt+link\"",
                                "\"typ\":\"text/link+jwt\"",
                                "\"cty\":\"link+jwt\"",
                                "\"typ\":\"link+jwt\",\"typ\":\"link+jwt\"",
                                "\"typ\":\"link+jwt\",\"alg\":\"HS256\"",
                                "\"typ\":\"link+jwt\",\"crit\":[\"x\"],\"x\":1",
                                "\"typ\":\"link+jwt\",\"crit\":[\"exp\"],\"exp\":1")
                        .map(members -> new Forgery(members, mac("{\"alg\":\"HS256\"," + members + "}", claims("")))),
                Stream.of(
                                ",\"jwk\":" + jwk,
                                ",\"jku\":\"http://127.0.0.1:1/keys\"",
                                ",\"x5u\":\"http://127.0.0.1:1/keys\"",
                                ",\"kid\":\"../../dev/null\"",
                                ",\"x5c\":[\"AAAA\"]")
                        .map(members -> new Forgery(
                                "by an attacker's key" + members.substring(0, 6),
                                Tokens.signWithHeader(
                                        ATTACKER.getPrivate(),
                                        "{\"alg\":\"RS256\",\"typ\":\"link+jwt\"" + members + "}",
                                        claims("")))));
    }

    private static Stream<Forgery> algorithms() {
        return Stream.concat(
                Stream.of("none", "None", "nOnE", "NONE", "none ", "", "HS1", "hs256", "HS512", "RS256", "dir")
                        .map(alg -> new Forgery(
                                "alg " + alg,
                                encoded("{\"alg\":\"" + alg + "\",\"typ\":\"link+jwt\"}") + "." + encoded(claims(""))
                                        + ".")),
                Stream.of("HS384", "HS512")
                        .map(alg -> new Forgery(
                                alg + " with a key that is long enough",
                                Tokens.signWithHeader(
                                        Tokens.secret("s".repeat(64)),
                                        "{\"alg\":\"" + alg + "\",\"typ\":\"link+jwt\"}",
                                        claims("")))));
    }

    private static Stream<Forgery> claims() {
        String aud = "\"aud\":\"tintype:link\"";
        String image = "\"image\":\"" + IMAGE + "\"";
        String exp = "\"exp\":" + (NOW.getEpochSecond() + 60);
        return Stream.concat(
                Stream.of(
                                image + "," + exp,
                                image + "," + exp + ",\"aud\":\"tintype\"",
                                image + "," + exp + ",\"aud\":\"TINTYPE:LINK\"",
                                image + "," + exp + ",\"aud\":[]",
                                image + "," + exp + ",\"aud\":[\"tintype\"]",
                                image + "," + exp + ",\"aud\":[[\"tintype:link\"]]",
                                image + "," + exp + ",\"aud\":7",
                                aud + "," + exp,
                                aud + "," + image)
                        .map(claims -> new Forgery("only " + claims, mac(HEADER, "{" + claims + "}"))),
                Stream.of(
                                "\"image\":\"" + IMAGE + "\"",
                                "\"exp\":9999999999",
                                "\"aud\":\"tintype:link\"",
                                "\"sub\":7",
                                "\"sub\":[\"ann\"]",
                                "\"nbf\":" + (NOW.getEpochSecond() + 1),
                                "\"nbf\":\"now\"",
                                "\"variant\":\"ORIGINAL\"",
                                "\"variant\":\"\"",
                                "\"variant\":[\"all\"]",
                                "\"variant\":1",
                                "\"disposition\":\"inline; filename=x\"",
                                "\"disposition\":true",
                                "\"name\":7",
                                "\"name\":[\"a\"]",
                                "\"generation\":\"1\"",
                                "\"generation\":1.5",
                                "\"generation\":99999999999999999999999",
                                "\"generation\":1e3",
                                "\"generation\":[1]",
                                "\"iat\":4000000000")
                        .map(claim -> new Forgery("and " + claim, mac(HEADER, claims("," + claim)))));
    }

    private static Stream<Forgery> forms() {
        String inner = mac(HEADER, claims(""));
        String deep = "[".repeat(1000) + "]".repeat(1000);
        String[] parts = inner.split("\\.");
        return Stream.of(
                new Forgery("nested", mac("{\"alg\":\"HS256\",\"typ\":\"link+jwt\",\"cty\":\"JWT\"}", inner)),
                new Forgery(
                        "unsigned in a signed one",
                        mac(
                                "{\"alg\":\"HS256\",\"typ\":\"link+jwt\",\"cty\":\"JWT\"}",
                                encoded("{\"alg\":\"none\",\"typ\":\"link+jwt\"}") + "." + parts[1] + ".")),
                new Forgery(
                        "encrypted, direct key",
                        encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\",\"typ\":\"link+jwt\"}")
                                + "..AAAA.AAAA.AAAA"),
                new Forgery(
                        "encrypted, 2^31 rounds",
                        encoded(
                                        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128CBC-HS256\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}")
                                + ".AAAA.AAAA.AAAA.AAAA"),
                new Forgery(
                        "payload that is not encoded",
                        mac("{\"alg\":\"HS256\",\"typ\":\"link+jwt\",\"crit\":[\"b64\"],\"b64\":false}", claims(""))),
                new Forgery("payload that is not JSON", mac(HEADER, "aud=tintype:link")),
                new Forgery("payload that is a list", mac(HEADER, "[]")),
                new Forgery("empty payload", mac(HEADER, "")),
                new Forgery("claims after a character", mac(HEADER, "x" + claims(""))),
                new Forgery("claims and a second object", mac(HEADER, claims("") + "{}")),
                new Forgery(
                        "claims in UTF-16",
                        mac(
                                HEADER,
                                new String(
                                        claims("").getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1))),
                new Forgery("deep header", mac("{\"alg\":\"HS256\",\"x\":" + deep + "}", claims(""))),
                new Forgery("another signature", parts[0] + "." + parts[1] + "." + "A".repeat(43)),
                new Forgery("no signature", parts[0] + "." + parts[1]),
                new Forgery("a cut signature", inner.substring(0, inner.length() - 2)),
                new Forgery("a fourth part", inner + ".AAAA"),
                new Forgery("dots", ".".repeat(2000)),
                new Forgery("one long part", "a".repeat(4000)),
                new Forgery("NUL", "\u0000"),
                new Forgery("the replacement character", "\ufffd.\ufffd.\ufffd"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void doesNotOpen(Forgery forgery) {
        assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> tokens.verify(forgery.token()));
    }

    /** What a backend may write in several ways. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\",\"typ\":\"LINK+JWT\"}",
                "{\"typ\":\"application/link+jwt\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"typ\":\"link+jwt\",\"kid\":\"2026\"}",
                "{\"alg\":\"HS256\",\"typ\":\"link+jwt\",\"x\":{\"y\":[1]}}",
            })
    void opensEquivalentHeaders(String header) {
        assertThat(tokens.verify(mac(header, claims(""))).image()).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"iss\":\"https://app.test\",\"iat\":1,\"jti\":\"a\"",
                ",\"nbf\":1",
                ",\"variant\":\"picture\",\"disposition\":\"inline\",\"generation\":0",
                ",\"variant\":null,\"disposition\":null,\"name\":null",
                ",\"scope\":\"images:delete\""
            })
    void opensEquivalentClaims(String more) {
        assertThat(tokens.verify(mac(HEADER, claims(more))))
                .isEqualTo(new Link(
                        Optional.of("ann"),
                        IMAGE,
                        Variant.PICTURE,
                        Disposition.INLINE,
                        Optional.empty(),
                        0,
                        Optional.of(NOW.plusSeconds(60))));
    }

    @Test
    void opensALinkForSeveralAudiences() {
        String token = mac(HEADER, claims("").replace("\"tintype:link\"", "[\"https://cdn.test\",\"tintype:link\"]"));

        assertThat(tokens.verify(token).image()).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1", "1764417600", "1764417599", "1764417599.9", "-9223372036854775808"})
    void isExpiredFromItsTimeOn(String exp) {
        for (String claims : List.of(withExpiry(exp), withExpiry(Long.toString(NOW.getEpochSecond())))) {
            assertThatExceptionOfType(LinkException.Expired.class).isThrownBy(() -> tokens.verify(mac(HEADER, claims)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"4000000000\"", "\"\"", "null", "[4000000000]", "true", "{}", "1e300", "1e999"})
    void doesNotOpenWithAnInvalidExpiry(String exp) {
        assertThatExceptionOfType(LinkException.NotFound.class)
                .isThrownBy(() -> tokens.verify(mac(HEADER, withExpiry(exp))));
    }

    @Test
    void opensUntilAVeryLateExpiry() {
        assertThat(tokens.verify(mac(HEADER, withExpiry("31556889864403199"))).expires())
                .contains(Instant.MAX.minusNanos(999_999_999));
        assertThat(tokens.verify(mac(HEADER, withExpiry("4000000000.75"))).expires())
                .contains(Instant.ofEpochSecond(4_000_000_000L));
    }

    @Test
    void expiresAlsoIfItWasVerifiedBefore() {
        Instant[] now = {NOW};
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        LinkTokens timed = new LinkTokens(new LinkKeys(LINK_KEY, Optional.empty(), false), clock);
        String token = mac(HEADER, claims(""));
        Link opened = timed.verify(token);

        now[0] = NOW.plusMillis(59_999);
        assertThat(timed.verify(token)).isEqualTo(opened);
        for (String variation : List.of(token + "A", token.substring(0, token.length() - 6) + "AAAAAA")) {
            assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> timed.verify(variation));
        }
        now[0] = NOW.plusSeconds(60);
        assertThatExceptionOfType(LinkException.Expired.class).isThrownBy(() -> timed.verify(token));
    }

    /** A stranger must not learn that a token was authentic once, except of a link. */
    @Test
    void saysThatOnlyLinksHaveExpired() {
        String expiredBearer = mac("{\"alg\":\"HS256\"}", "{\"sub\":\"ann\",\"exp\":1}");
        String forged = Tokens.signWithHeader(Tokens.secret("x".repeat(32)), HEADER, withExpiry("1"));

        for (String token : List.of(expiredBearer, forged)) {
            assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> tokens.verify(token));
        }
    }

    @Test
    void opensLinksOfTheKeyAndThePreviousOneOnly() {
        Key current = LinkKeys.ofSecret("c".repeat(32));
        Key previous = LinkKeys.ofSecret("p".repeat(32));
        LinkTokens rotated = tokens(current, Optional.of(previous));

        assertThat(rotated.verify(Tokens.signWithHeader(current, HEADER, claims("")))
                        .image())
                .isEqualTo(IMAGE);
        assertThat(rotated.verify(Tokens.signWithHeader(previous, HEADER, claims("")))
                        .image())
                .isEqualTo(IMAGE);
        assertThatExceptionOfType(LinkException.Expired.class)
                .isThrownBy(() -> rotated.verify(Tokens.signWithHeader(previous, HEADER, withExpiry("1"))));
        assertThatExceptionOfType(LinkException.NotFound.class)
                .isThrownBy(() -> rotated.verify(mac(HEADER, claims(""))));
        assertThat(rotated.sign(rotated.verify(Tokens.signWithHeader(previous, HEADER, claims("")))))
                .isEqualTo(tokens(current, Optional.empty())
                        .sign(rotated.verify(Tokens.signWithHeader(previous, HEADER, claims("")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\u0000", "../ann", "\\u202eann", "_shared", "\\ud83d\\ude00"})
    void passesTheSubjectOnUnchanged(String subject) {
        String token = mac(HEADER, claims("").replace("\"ann\"", "\"" + subject + "\""));

        assertThat(tokens.verify(token).subject()).contains(unescaped(subject));
    }

    private static String unescaped(String json) {
        return Json.of(("{\"a\":\"" + json + "\"}").getBytes(StandardCharsets.UTF_8))
                .path("a")
                .asText();
    }

    private static LinkTokens tokens(Key key, Optional<Key> previous) {
        return new LinkTokens(new LinkKeys(key, previous, false), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static String claims(String more) {
        return "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"" + IMAGE + "\",\"exp\":"
                + (NOW.getEpochSecond() + 60) + more + "}";
    }

    private static String withExpiry(String exp) {
        return claims("").replaceFirst("\"exp\":[0-9]+", "\"exp\":" + exp);
    }

    /** Signs with the right key, without jose4j, which refuses some headers. */
    private static String mac(String header, String payload) {
        String signed = encoded(header) + "." + encoded(payload);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(LINK_KEY.getEncoded(), "HmacSHA256"));
            return signed + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
