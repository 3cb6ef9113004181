package io.tintype.security;

import static io.tintype.security.TokenCase.accepted;
import static io.tintype.security.TokenCase.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.jwt.auth.principal.ParseException;
import io.tintype.testing.JwksServer;
import io.tintype.testing.Keys;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens each configuration of keys accepts. */
class TokenVerifierTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String RSA_JWK = "RS256";

    @Nested
    class WithASecret extends TokenVerifierContract {

        @Override
        Keyring config() {
            return Keyring.ofSecret(Tokens.SECRET);
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
        }

        @Override
        Stream<TokenCase> ownCases() {
            Key base64 = new HmacKey(Base64.getUrlDecoder()
                    .decode(Tokens.SECRET.replace('-', '_').substring(0, 44)));
            return Stream.of(
                    rejected("HS384", signer().withAlgorithm("HS384").token()),
                    rejected("HS512", signer().withAlgorithm("HS512").token()),
                    rejected(
                            "another secret",
                            signer().withKey(Tokens.secret(Tokens.SECRET + "!")).token()),
                    rejected(
                            "the secret decoded from Base64",
                            signer().withKey(base64).token()),
                    rejected(
                            "the secret of links that is derived from it",
                            signer().withKey(
                                            new HmacKey(
                                                    HexFormat.of()
                                                            .parseHex(
                                                                    "f9ab58e3dc96acd2d713d3aebc38be5cd09ed6d69e5bec416cf6629986137492")))
                                    .token()),
                    rejected("RS256", new TokenSigner("RS256", Keys.rsa().getPrivate()).token()),
                    rejected(
                            "ES256",
                            new TokenSigner("ES256", Keys.ellipticCurve().getPrivate()).token()),
                    accepted("any issuer and audience", signer().token(claims -> {
                        claims.setIssuer("https://issuer.test");
                        claims.setAudience("another-service");
                    })));
        }

        @Test
        void rejectsACachedTokenOnceItExpires() throws ParseException {
            NumericDate expiry = NumericDate.now();
            expiry.addSeconds(2 - TokenVerifier.CLOCK_SKEW_SECONDS);
            String token = signer().token(claims -> claims.setExpirationTime(expiry));
            assertThat(verify(token).getSubject()).isEqualTo(TokenSigner.SUBJECT);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(() -> verify(token)).isInstanceOf(ParseException.class));
        }

        @Test
        void acceptsNoVariationOfACachedToken() throws ParseException {
            String token = signer().token();
            String[] cached = token.split("\\.");
            String[] other = signer().token(claims -> claims.setSubject("eve")).split("\\.");
            verify(token);

            for (String variation : List.of(
                    cached[0] + "." + other[1] + "." + cached[2],
                    cached[0] + "." + cached[1] + "." + other[2],
                    token + "A",
                    cached[0] + "." + cached[1] + ".")) {
                assertThatThrownBy(() -> verify(variation)).as(variation).isInstanceOf(ParseException.class);
            }
            assertThat(verify(token).getSubject()).isEqualTo(TokenSigner.SUBJECT);
        }

        @Test
        void acceptsSpacesBeforeTheToken() throws ParseException { // RFC 9110, section 11.4
            assertThat(verify("  " + signer().token()).getSubject()).isEqualTo(TokenSigner.SUBJECT);
        }
    }

    @Nested
    class WithASharedLibrary extends TokenVerifierContract {

        @Override
        Keyring config() {
            return Keyring.ofSecret(Tokens.SECRET);
        }

        @Override
        LibraryConfig library() {
            return SHARED;
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
        }

        @Override
        Stream<TokenCase> subjectCases() {
            return Stream.of(
                    accepted("another subject", signer().token(claims -> claims.setSubject("eve"))),
                    accepted("without sub", signer().token(claims -> claims.unsetClaim("sub"))),
                    accepted("blank sub", signer().token(claims -> claims.setSubject(" "))));
        }

        @Override
        Stream<TokenCase> ownCases() {
            return Stream.of();
        }
    }

    @Nested
    class WithAnRsaKeyIssuerAndAudience extends TokenVerifierContract {

        private static final String ISSUER = "https://issuer.test";
        private static final String AUDIENCE = "tintype";

        private final KeyPair keys = Keys.rsa();
        private final String pem = Keys.pem("PUBLIC KEY", keys.getPublic());

        @Override
        Keyring config() {
            return new Keyring(
                    Optional.empty(),
                    Optional.of(Keys.file(pem).toString()),
                    Optional.of(ISSUER),
                    Optional.of(AUDIENCE));
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("RS256", keys.getPrivate()).withClaims(claims -> {
                claims.setIssuer(ISSUER);
                claims.setAudience(AUDIENCE);
            });
        }

        @Override
        Stream<TokenCase> ownCases() {
            return Stream.of(algorithmCases(), issuerCases(), audienceCases()).flatMap(cases -> cases);
        }

        private Stream<TokenCase> algorithmCases() {
            return Stream.of(
                    accepted("RS512", signer().withAlgorithm("RS512").token()),
                    accepted("PS256", signer().withAlgorithm("PS256").token()),
                    rejected(
                            "another RSA key",
                            signer().withKey(Keys.rsa().getPrivate()).token()),
                    rejected(
                            "ES256",
                            signer().withAlgorithm("ES256")
                                    .withKey(Keys.ellipticCurve().getPrivate())
                                    .token()),
                    rejected("HS256 by the PEM file", byHs256(Tokens.secret(pem))),
                    rejected("HS256 by the PEM file without its last line end", byHs256(Tokens.secret(pem.strip()))),
                    rejected(
                            "HS256 by the key's bytes",
                            byHs256(new HmacKey(keys.getPublic().getEncoded()))),
                    rejected("HS256 by the tests' secret", byHs256(Tokens.secret(Tokens.SECRET))));
        }

        private Stream<TokenCase> issuerCases() {
            return Stream.of(
                    rejected("another issuer", signer().token(claims -> claims.setIssuer("https://other.test"))),
                    rejected("issuer with a slash", signer().token(claims -> claims.setIssuer(ISSUER + "/"))),
                    rejected("without issuer", signer().token(claims -> claims.unsetClaim("iss"))));
        }

        private Stream<TokenCase> audienceCases() {
            return Stream.of(
                    rejected("another audience", signer().token(claims -> claims.setAudience("other"))),
                    rejected("without audience", signer().token(claims -> claims.unsetClaim("aud"))),
                    rejected("empty audience", signer().token(claims -> claims.setAudience(List.of()))),
                    accepted("audience in a list", signer().token(claims -> claims.setAudience("other", AUDIENCE))),
                    rejected("other audiences", signer().token(claims -> claims.setAudience("other", "others"))));
        }

        private String byHs256(Key secret) {
            return signer().withAlgorithm("HS256").withKey(secret).token();
        }
    }

    @Nested
    class WithACertificate extends TokenVerifierContract {

        private static final String PASSWORD = "password";
        private static final String ALIAS = "issuer";
        private static final long KEYTOOL_SECONDS = 60;

        @TempDir
        private static Path folder;

        @Override
        Keyring config() throws Exception {
            keytool("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=issuer.test");
            keytool("-exportcert", "-rfc", "-file", certificate().toString());
            return Keyring.at(certificate().toString());
        }

        @Override
        TokenSigner signer() {
            try {
                KeyStore keys = KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
                return new TokenSigner("RS256", keys.getKey(ALIAS, PASSWORD.toCharArray()));
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        Stream<TokenCase> ownCases() {
            try {
                String pem = Files.readString(certificate());
                return Stream.of(
                        rejected(
                                "another RSA key",
                                signer().withKey(Keys.rsa().getPrivate()).token()),
                        rejected(
                                "HS256 by the certificate",
                                signer().withAlgorithm("HS256")
                                        .withKey(Tokens.secret(pem))
                                        .token()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Path certificate() {
            return folder.resolve("certificate.pem");
        }

        private static void keytool(String... arguments) throws Exception {
            List<String> command = Stream.of(
                            Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString()),
                            Stream.of(arguments),
                            Stream.of("-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD),
                            Stream.of("-alias", ALIAS))
                    .flatMap(words -> words)
                    .toList();
            Path log = folder.resolve("keytool.log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        }
    }

    @Nested
    class WithAnEllipticCurveKey extends TokenVerifierContract {

        private final KeyPair keys = Keys.ellipticCurve();
        private final String pem = Keys.pem("PUBLIC KEY", keys.getPublic());

        @Override
        Keyring config() {
            return Keyring.at(Keys.file(pem).toUri().toString());
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("ES256", keys.getPrivate());
        }

        @Override
        Stream<TokenCase> ownCases() {
            return Stream.of(
                    rejected(
                            "another curve key",
                            signer().withKey(Keys.ellipticCurve().getPrivate()).token()),
                    rejected(
                            "RS256",
                            signer().withAlgorithm("RS256")
                                    .withKey(Keys.rsa().getPrivate())
                                    .token()),
                    rejected("ES384 by its header", signer().tokenWithHeader("{\"alg\":\"ES384\"}")),
                    rejected(
                            "HS256 by the PEM file",
                            signer().withAlgorithm("HS256")
                                    .withKey(Tokens.secret(pem))
                                    .token()),
                    rejected("signature of zeros", zeros()));
        }

        /** CVE-2022-21449: verifiers without a check for zero accept it. */
        private String zeros() {
            String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
            return signer().strippedToken() + zeros;
        }
    }

    @Nested
    class WithAJwkSetFile extends TokenVerifierContract {

        private final KeyPair rsa = Keys.rsa();
        private final KeyPair curve = Keys.ellipticCurve();
        private final KeyPair encryption = Keys.rsa();
        private final Key secret = Tokens.secret(Tokens.SECRET);

        @Override
        Keyring config() {
            JsonWebKey forEncryption = Keys.jwk(encryption.getPublic(), "encryption", null);
            forEncryption.setUse("enc");
            JsonWebKey symmetric = new OctetSequenceJsonWebKey(secret);
            symmetric.setKeyId("secret");
            return Keyring.at(Keys.file(Keys.jwkSet(
                            Keys.jwk(rsa.getPublic(), "rsa", RSA_JWK),
                            Keys.jwk(curve.getPublic(), "curve", null),
                            forEncryption,
                            symmetric))
                    .toString());
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("RS256", rsa.getPrivate()).withHeader("kid", "rsa");
        }

        @Override
        Stream<TokenCase> ownCases() {
            TokenSigner byCurve = new TokenSigner("ES256", curve.getPrivate());
            TokenSigner bySecret = new TokenSigner("HS256", secret);
            return Stream.of(
                    accepted(
                            "the set's other key",
                            byCurve.withHeader("kid", "curve").token()),
                    accepted("without kid, and one key for the algorithm", byCurve.token()),
                    rejected(
                            "kid of the other key",
                            signer().withHeader("kid", "curve").token()),
                    rejected("unknown kid", signer().withHeader("kid", "other").token()),
                    rejected(
                            "another key with that kid",
                            signer().withKey(Keys.rsa().getPrivate()).token()),
                    rejected(
                            "another algorithm than the key's",
                            signer().withAlgorithm("RS512").token()),
                    rejected(
                            "key for encryption",
                            signer().withKey(encryption.getPrivate())
                                    .withHeader("kid", "encryption")
                                    .token()),
                    rejected(
                            "secret of the set",
                            bySecret.withHeader("kid", "secret").token()),
                    rejected(
                            "HS256 by the key's bytes",
                            bySecret.withKey(new HmacKey(rsa.getPublic().getEncoded()))
                                    .withHeader("kid", "rsa")
                                    .token()));
        }
    }

    @Nested
    class WithAJwkSetUrl extends TokenVerifierContract {

        private final KeyPair keys = Keys.rsa();
        private final String set = Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", RSA_JWK));
        private final int port = PackagedApplication.freePort();
        private JwksServer issuer;

        @Override
        Keyring config() {
            issuer = new JwksServer(port, set);
            return Keyring.at(JwksServer.url(port));
        }

        @AfterAll
        void closeIssuer() {
            issuer.close();
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("RS256", keys.getPrivate()).withHeader("kid", "first");
        }

        @Override
        Stream<TokenCase> ownCases() {
            return Stream.of(
                    rejected("unknown kid", signer().withHeader("kid", "other").token()),
                    rejected(
                            "another key with that kid",
                            signer().withKey(Keys.rsa().getPrivate()).token()),
                    rejected(
                            "another algorithm than the key's",
                            signer().withAlgorithm("RS512").token()),
                    rejected(
                            "HS256 by the key's bytes",
                            signer().withAlgorithm("HS256")
                                    .withKey(new HmacKey(keys.getPublic().getEncoded()))
                                    .token()),
                    rejected(
                            "jku",
                            signer().withKey(Keys.rsa().getPrivate())
                                    .withHeader("jku", "http://127.0.0.1:1/jwks.json")
                                    .token()));
        }

        @Test
        void requestsNoUrlOfAToken() {
            KeyPair own = Keys.rsa();
            int other = PackagedApplication.freePort();
            try (JwksServer attacker =
                    new JwksServer(other, Keys.jwkSet(Keys.jwk(own.getPublic(), "first", RSA_JWK)))) {
                for (String header : List.of("jku", "x5u", "kid", "iss")) {
                    String forged = new TokenSigner("RS256", own.getPrivate())
                            .withHeader(header, JwksServer.url(other))
                            .token();
                    assertThatThrownBy(() -> verify(forged)).as(header).isInstanceOf(ParseException.class);
                }

                assertThat(attacker.requests()).isZero();
            }
        }

        /** Treats an invalid JWK set as a fault of the issuer, not of the token. */
        @Test
        void reportsUnavailableKeysUntilTheIssuerPublishesThem() throws ParseException {
            int own = PackagedApplication.freePort();
            TokenVerifier fresh =
                    OidcValues.verifierWithoutIssuer(Keyring.at(JwksServer.url(own)), OWNER, TokenClaims.ofDefaults());
            try (JwksServer broken = new JwksServer(own, "")) {
                for (String response : List.of("", "garbage", "{}", "[]", "{\"keys\":7}", "{\"keys\":[7]}")) {
                    broken.publish(response);
                    assertThatThrownBy(() -> fresh.parse(signer().token(), null))
                            .as(response)
                            .isInstanceOf(ParseException.class)
                            .hasCauseInstanceOf(KeysUnavailableException.class);
                }

                broken.publish(set);
                assertThat(fresh.parse(signer().token(), null).getSubject()).isEqualTo(TokenSigner.SUBJECT);
            }
        }
    }
}
