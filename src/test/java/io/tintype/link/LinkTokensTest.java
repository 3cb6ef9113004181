package io.tintype.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which tokens open a link. Forged tokens are made without the library that the service uses. */
class LinkTokensTest {

    private static final String SECRET = "a secret of links that has at least 32 bytes";
    private static final String OTHER = "another secret, which has at least 32 bytes";
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final UUID IMAGE = UUID.fromString("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"link+jwt\"}";
    private static final String CLAIMS = "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"" + IMAGE
            + "\",\"exp\":" + (NOW.getEpochSecond() + 60) + "}";

    private final LinkTokens tokens = tokens(Optional.empty(), false);

    private static LinkTokens tokens(Optional<String> previous, boolean mayNeverExpire) {
        LinkKeys keys = new LinkKeys(LinkKeys.ofSecret(SECRET), previous.map(LinkKeys::ofSecret), mayNeverExpire);
        return new LinkTokens(keys, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void opensWhatItHasSigned() {
        Link link = new Link(
                Optional.of("auth0|ann"),
                IMAGE,
                Variant.ALL,
                Disposition.ATTACHMENT,
                Optional.of("Straße \"am\" Meer 🌊.jpg"),
                7,
                Optional.of(NOW.plusSeconds(1)));

        assertThat(tokens.verify(tokens.sign(link))).isEqualTo(link);
        assertThat(tokens.sign(link)).isEqualTo(tokens.sign(link));
    }

    @Test
    void hasDefaultsForTheClaimsThatABackendLeavesOut() {
        assertThat(tokens.verify(signed(HEADER, CLAIMS, SECRET)))
                .isEqualTo(new Link(
                        Optional.of("ann"),
                        IMAGE,
                        Variant.PICTURE,
                        Disposition.INLINE,
                        Optional.empty(),
                        0,
                        Optional.of(NOW.plusSeconds(60))));
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "1, false"})
    void expiresAtTheSecondThatItNames(int secondsFromNow, boolean isExpired) {
        Link link = new Link(
                Optional.empty(),
                IMAGE,
                Variant.PICTURE,
                Disposition.INLINE,
                Optional.empty(),
                0,
                Optional.of(NOW.plusSeconds(secondsFromNow)));
        String token = tokens.sign(link);

        if (isExpired) {
            assertThatExceptionOfType(LinkException.Expired.class).isThrownBy(() -> tokens.verify(token));
        } else {
            assertThat(tokens.verify(token)).isEqualTo(link);
        }
    }

    @Test
    void opensLinksOfThePreviousSecret() {
        String token = signed(HEADER, CLAIMS, OTHER);

        assertThat(tokens(Optional.of(OTHER), false).verify(token).image()).isEqualTo(IMAGE);
        assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> tokens.verify(token));
    }

    @Test
    void opensALinkThatNeverExpiresOnlyIfTheOperatorAllowsIt() {
        String token = signed(HEADER, CLAIMS.replaceFirst(",\"exp\":[0-9]+", ""), SECRET);

        assertThat(tokens(Optional.empty(), true).verify(token).expires()).isEmpty();
        assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> tokens.verify(token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS512\",\"typ\":\"link+jwt\"}",
                "{\"alg\":\"none\",\"typ\":\"link+jwt\"}",
                "{\"alg\":\"hs256\",\"typ\":\"link+jwt\"}",
                "{\"alg\":\"HS256\",\"typ\":\"link+jwt\",\"crit\":[\"x\"],\"x\":1}",
                "{\"alg\":\"HS256\",\"typ\":[\"link+jwt\"]}",
                "[]",
                ""
            })
    void doesNotOpenTokensOfAnotherType(String header) {
        assertThatExceptionOfType(LinkException.NotFound.class)
                .isThrownBy(() -> tokens.verify(signed(header, CLAIMS, SECRET)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"aud\":\"tintype\",\"sub\":\"ann\",\"image\":\"%s\",\"exp\":4000000000}",
                "{\"sub\":\"ann\",\"image\":\"%s\",\"exp\":4000000000}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"exp\":4000000000}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"%s0\",\"exp\":4000000000}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":7,\"exp\":4000000000}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"%s\",\"exp\":\"soon\"}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"%s\",\"exp\":4000000000,\"variant\":\"raw\"}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"%s\",\"exp\":4000000000,\"generation\":\"1\"}",
                "{\"aud\":\"tintype:link\",\"sub\":\"ann\",\"image\":\"%s\",\"exp\":4000000000,\"nbf\":3999999999}",
                "{\"aud\":\"tintype:link\",\"sub\":7,\"image\":\"%s\",\"exp\":4000000000}",
                "null",
                ""
            })
    void doesNotOpenTokensWithInvalidClaims(String claims) {
        assertThatExceptionOfType(LinkException.NotFound.class)
                .isThrownBy(() -> tokens.verify(signed(HEADER, claims.replace("%s", IMAGE.toString()), SECRET)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "a.b.c.d.e", "%2e%2e"})
    void doesNotOpenWhatIsNoToken(String token) {
        assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> tokens.verify(token));
    }

    @Test
    void doesNotOpenATokenWhoseClaimsOrSignatureWereChanged() {
        String[] parts = signed(HEADER, CLAIMS, SECRET).split("\\.");
        String forged = encoded(CLAIMS.replace("ann", "bob"));

        for (String token : new String[] {
            parts[0] + "." + forged + "." + parts[2],
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + ".AAAA"
        }) {
            assertThatExceptionOfType(LinkException.NotFound.class).isThrownBy(() -> tokens.verify(token));
        }
    }

    /** The expected key is of Python's cryptography: HKDF(SHA256(), 32, None, b"tintype:link").derive(...). */
    @Test
    void derivesTheKeyByHkdf() {
        Key key = LinkKeys.derivedFrom("0123456789abcdef0123456789abcdef");

        assertThat(HexFormat.of().formatHex(key.getEncoded()))
                .isEqualTo("61d569599a984e6a85c72291fb12d06a563cc212703d534635b29b85cc69e203");
    }

    private static String signed(String header, String claims, String secret) {
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
