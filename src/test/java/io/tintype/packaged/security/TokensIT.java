package io.tintype.packaged.security;

import static io.tintype.packaged.security.TokenCase.accepted;
import static io.tintype.packaged.security.TokenCase.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.JwksServer;
import io.tintype.testing.Keys;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens are accepted for what, whatever keys the operator configured. */
class TokensIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Nested
    class BySecret extends TokenTable {

        @Override
        Map<String, String> environment() {
            return Settings.onDisk();
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
        }

        @Override
        Stream<TokenCase> ownCases() {
            return Stream.of(
                    refused(
                            "HS384 by the secret",
                            signer().withAlgorithm("HS384").token()),
                    refused(
                            "HS512 by the secret",
                            signer().withAlgorithm("HS512").token()),
                    refused(
                            "another secret",
                            signer().withKey(Tokens.secret(Tokens.SECRET + "!")).token()),
                    refused(
                            "the secret read as Base64",
                            signer().withKey(new HmacKey(Base64.getUrlDecoder()
                                            .decode(Tokens.SECRET
                                                    .replace('-', '_')
                                                    .substring(0, 44))))
                                    .token()),
                    refused("RS256", new TokenSigner("RS256", Keys.rsa().getPrivate()).token()),
                    refused(
                            "ES256",
                            new TokenSigner("ES256", Keys.ellipticCurve().getPrivate()).token()),
                    accepted("of any issuer, for anybody", signer().token(claims -> {
                        claims.setIssuer("https://issuer.test");
                        claims.setAudience("another-service");
                    })));
        }
    }

    /** Subjects as a careless store would mix up, lose or follow. */
    @Nested
    class OfStrangeSubjects {

        private static final List<String> SUBJECTS = List.of(
                "ann",
                "Ann",
                "ann ",
                " ann",
                "ann/",
                "ann/images",
                "../ann",
                "..",
                ".",
                "/",
                "\\",
                "ann\u0000",
                "ann\u0000eve",
                "_ann",
                "_61nn",
                "%61nn",
                "ann%00",
                "\u0430nn",
                "a\u0301nn",
                "\u00e1nn",
                "\u200bann",
                "\u202eann",
                "_shared",
                "_5fshared",
                ".tmp",
                "con",
                "*",
                "ann' OR 'a'='a",
                "auth0|5f7c8ec7c33c6c004bbafe82",
                "https://issuer.test/users/1?a=b#c",
                "\ud83d\ude00",
                "a".repeat(100),
                "a".repeat(101),
                "a".repeat(4096),
                "a".repeat(4095) + "b");

        @Test
        void haveALibraryEach() {
            try (PackagedApplication application = PackagedApplication.start(Settings.onDisk())) {
                Map<String, String> ids = new LinkedHashMap<>();
                for (String subject : SUBJECTS) {
                    Response uploaded =
                            Operation.UPLOAD.send(Contract.given(application.baseUri(), Tokens.of(subject)), null);
                    assertThat(uploaded.statusCode()).as(subject).isEqualTo(201);
                    ids.put(subject, Json.of(uploaded).path("id").asText());
                }

                ids.forEach((subject, id) -> assertThat(Json.ids(list(application, Tokens.of(subject))))
                        .as(subject)
                        .isEqualTo(List.of(id)));
            }
        }
    }

    /** The issuer and the audience are checked as well. */
    @Nested
    class ByRsaPem extends TokenTable {

        private static final String ISSUER = "https://issuer.test";
        private static final String AUDIENCE = "tintype";

        private final KeyPair keys = Keys.rsa();
        private final String pem = Keys.pem("PUBLIC KEY", keys.getPublic());

        @Override
        Map<String, String> environment() {
            return Settings.onDisk(Map.of(
                    "JWT_PUBLIC_KEY_LOCATION",
                    Keys.file(pem).toString(),
                    "JWT_ISSUER",
                    ISSUER,
                    "JWT_AUDIENCE",
                    AUDIENCE));
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
                    refused(
                            "another RSA key",
                            signer().withKey(Keys.rsa().getPrivate()).token()),
                    refused(
                            "ES256",
                            signer().withAlgorithm("ES256")
                                    .withKey(Keys.ellipticCurve().getPrivate())
                                    .token()),
                    refused("HS256 by the PEM file", byHs256(Tokens.secret(pem))),
                    refused("HS256 by the PEM file without its last line end", byHs256(Tokens.secret(pem.strip()))),
                    refused(
                            "HS256 by the key's bytes",
                            byHs256(new HmacKey(keys.getPublic().getEncoded()))),
                    refused("HS256 by the tests' secret", byHs256(Tokens.secret(Tokens.SECRET))));
        }

        private Stream<TokenCase> issuerCases() {
            return Stream.of(
                    refused("another issuer", signer().token(claims -> claims.setIssuer("https://other.test"))),
                    refused("issuer with a slash more", signer().token(claims -> claims.setIssuer(ISSUER + "/"))),
                    refused("without issuer", signer().token(claims -> claims.unsetClaim("iss"))));
        }

        private Stream<TokenCase> audienceCases() {
            return Stream.of(
                    refused("another audience", signer().token(claims -> claims.setAudience("other"))),
                    refused("without audience", signer().token(claims -> claims.unsetClaim("aud"))),
                    refused("empty audience", signer().token(claims -> claims.setAudience(List.of()))),
                    accepted("audience in a list", signer().token(claims -> claims.setAudience("other", AUDIENCE))),
                    refused("audiences of others", signer().token(claims -> claims.setAudience("other", "others"))));
        }

        private String byHs256(Key secret) {
            return signer().withAlgorithm("HS256").withKey(secret).token();
        }
    }

    @Nested
    class ByCertificate extends TokenTable {

        private static final String PASSWORD = "password";
        private static final String ALIAS = "issuer";
        private static final long KEYTOOL_SECONDS = 60;

        @TempDir
        private static Path folder;

        @Override
        Map<String, String> environment() {
            keytool("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=issuer.test");
            keytool("-exportcert", "-rfc", "-file", certificate().toString());
            return Settings.onDisk(
                    Map.of("JWT_PUBLIC_KEY_LOCATION", certificate().toString()));
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
                        refused(
                                "another RSA key",
                                signer().withKey(Keys.rsa().getPrivate()).token()),
                        refused(
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

        private static void keytool(String... arguments) {
            List<String> command = Stream.of(
                            Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString()),
                            Stream.of(arguments),
                            Stream.of("-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD),
                            Stream.of("-alias", ALIAS))
                    .flatMap(words -> words)
                    .toList();
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
                assertThat(process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue())
                        .as(Files.readString(folder.resolve("keytool.log")))
                        .isZero();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class ByEllipticCurvePem extends TokenTable {

        private final KeyPair keys = Keys.ellipticCurve();
        private final String pem = Keys.pem("PUBLIC KEY", keys.getPublic());

        @Override
        Map<String, String> environment() {
            return Settings.onDisk(
                    Map.of("JWT_PUBLIC_KEY_LOCATION", Keys.file(pem).toUri().toString()));
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("ES256", keys.getPrivate());
        }

        @Override
        Stream<TokenCase> ownCases() {
            return Stream.of(
                    refused(
                            "another curve key",
                            signer().withKey(Keys.ellipticCurve().getPrivate()).token()),
                    refused(
                            "RS256",
                            signer().withAlgorithm("RS256")
                                    .withKey(Keys.rsa().getPrivate())
                                    .token()),
                    refused("ES384 by its header", signer().tokenWithHeader("{\"alg\":\"ES384\"}")),
                    refused(
                            "HS256 by the PEM file",
                            signer().withAlgorithm("HS256")
                                    .withKey(Tokens.secret(pem))
                                    .token()),
                    refused("signature of zeros", zeros()));
        }

        /** CVE-2022-21449: it verifies where nobody looks whether the numbers may be zero. */
        private String zeros() {
            String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
            return signer().strippedToken() + zeros;
        }
    }

    @Nested
    class ByJwkSetFile extends TokenTable {

        private final KeyPair rsa = Keys.rsa();
        private final KeyPair curve = Keys.ellipticCurve();
        private final KeyPair encryption = Keys.rsa();
        private final Key secret = Tokens.secret(Tokens.SECRET);

        @Override
        Map<String, String> environment() {
            JsonWebKey forEncryption = Keys.jwk(encryption.getPublic(), "encryption", null);
            forEncryption.setUse("enc");
            JsonWebKey symmetric = new OctetSequenceJsonWebKey(secret);
            symmetric.setKeyId("secret");
            String set = Keys.jwkSet(
                    Keys.jwk(rsa.getPublic(), "rsa", "RS256"),
                    Keys.jwk(curve.getPublic(), "curve", null),
                    forEncryption,
                    symmetric);
            return Settings.onDisk(
                    Map.of("JWT_PUBLIC_KEY_LOCATION", Keys.file(set).toString()));
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
                    accepted("without kid, where the algorithm tells the key", byCurve.token()),
                    refused(
                            "kid of the other key",
                            signer().withHeader("kid", "curve").token()),
                    refused(
                            "kid that nobody knows",
                            signer().withHeader("kid", "other").token()),
                    refused(
                            "another key by that kid",
                            signer().withKey(Keys.rsa().getPrivate()).token()),
                    refused(
                            "another algorithm than the key's",
                            signer().withAlgorithm("RS512").token()),
                    refused(
                            "key for encryption",
                            signer().withKey(encryption.getPrivate())
                                    .withHeader("kid", "encryption")
                                    .token()),
                    refused(
                            "secret of the set",
                            bySecret.withHeader("kid", "secret").token()),
                    refused(
                            "HS256 by the key's bytes",
                            bySecret.withKey(new HmacKey(rsa.getPublic().getEncoded()))
                                    .withHeader("kid", "rsa")
                                    .token()));
        }
    }

    @Nested
    class ByJwksUrl extends TokenTable {

        private final KeyPair keys = Keys.rsa();
        private final int port = PackagedApplication.freePort();
        private JwksServer issuer;

        @Override
        Map<String, String> environment() {
            issuer = new JwksServer(port, Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256")));
            return Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", JwksServer.url(port)));
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
                    refused(
                            "kid that nobody knows",
                            signer().withHeader("kid", "other").token()),
                    refused(
                            "another key by that kid",
                            signer().withKey(Keys.rsa().getPrivate()).token()),
                    refused(
                            "another algorithm than the key's",
                            signer().withAlgorithm("RS512").token()),
                    refused(
                            "HS256 by the key's bytes",
                            signer().withAlgorithm("HS256")
                                    .withKey(new HmacKey(keys.getPublic().getEncoded()))
                                    .token()),
                    refused(
                            "keys from elsewhere",
                            signer().withKey(Keys.rsa().getPrivate())
                                    .withHeader("jku", "http://127.0.0.1:1/jwks.json")
                                    .token()));
        }

        @Test
        void asksNobodyWhomATokenNames() {
            KeyPair own = Keys.rsa();
            int elsewhere = PackagedApplication.freePort();
            try (JwksServer attacker =
                    new JwksServer(elsewhere, Keys.jwkSet(Keys.jwk(own.getPublic(), "first", "RS256")))) {
                for (String header : List.of("jku", "x5u", "kid", "iss")) {
                    String forged = new TokenSigner("RS256", own.getPrivate())
                            .withHeader(header, JwksServer.url(elsewhere))
                            .token();
                    assertThat(list(application(), forged).statusCode())
                            .as(header)
                            .isEqualTo(401);
                }

                assertThat(attacker.requests()).isZero();
            }
        }

        @Test
        void acceptsANewKeyAsSoonAsTheIssuerPublishesIt() {
            KeyPair next = Keys.rsa();
            TokenSigner nextSigner = new TokenSigner("RS256", next.getPrivate()).withHeader("kid", "second");
            assertThat(list(application(), nextSigner.token()).statusCode()).isEqualTo(401);

            issuer.publish(Keys.jwkSet(
                    Keys.jwk(keys.getPublic(), "first", "RS256"), Keys.jwk(next.getPublic(), "second", "RS256")));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    list(application(), nextSigner.token()).statusCode())
                            .isEqualTo(200));
        }
    }

    @Nested
    class ByJwksUrlThatIsDown {

        private final KeyPair keys = Keys.rsa();
        private final String set = Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256"));
        private final String token = new TokenSigner("RS256", keys.getPrivate())
                .withHeader("kid", "first")
                .token();
        private final int port = PackagedApplication.freePort();

        @Test
        void saysSoUntilTheIssuerIsBack() {
            try (PackagedApplication application = PackagedApplication.start(
                    Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", JwksServer.url(port))))) {
                for (Operation operation : Operation.values()) {
                    Response response = operation.send(
                            Contract.given(application.baseUri(), token), "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");
                    assertKeysUnavailable(operation, response);
                }
                assertThat(application.log())
                        .as("the token may be good elsewhere")
                        .doesNotContain(token.split("\\."));

                JwksServer issuer = new JwksServer(port, set);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(list(application, token).statusCode())
                                .isEqualTo(200));
                issuer.close();

                assertThat(list(application, token).statusCode())
                        .as("with the keys that were fetched before")
                        .isEqualTo(200);
            }
        }

        /** It takes the connection, and says nothing. */
        @Test
        void saysSoWhereTheIssuerNeverAnswers() throws IOException {
            try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
                    PackagedApplication application = PackagedApplication.start(
                            Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", JwksServer.url(port))))) {
                assertThat(silent.isBound()).isTrue();
                long start = System.nanoTime();

                assertThat(list(application, token).statusCode()).isEqualTo(503);

                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
                assertThat(RestAssured.get(application.managementUri() + "/q/health/live")
                                .statusCode())
                        .isEqualTo(200);
            }
        }

        @Test
        void saysSoWhileTheIssuerAnswersNoKeys() {
            try (JwksServer issuer = new JwksServer(port, set);
                    PackagedApplication application = PackagedApplication.start(
                            Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", JwksServer.url(port))))) {
                for (String answer : List.of("", "garbage", "{}", "[]", "{\"keys\":7}", "{\"keys\":[7]}")) {
                    issuer.publish(answer);
                    assertThat(list(application, token).statusCode()).as(answer).isEqualTo(503);
                }
                assertThat(application.log()).doesNotContain(token.split("\\."));

                issuer.publish(set);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(list(application, token).statusCode())
                                .isEqualTo(200));
            }
        }

        private static void assertKeysUnavailable(Operation operation, Response response) {
            assertThat(response.statusCode()).as(operation.name()).isEqualTo(503);
            assertThat(response.header("Retry-After")).as(operation.name()).matches("[0-9]+");
            assertThat(response.header("WWW-Authenticate")).as(operation.name()).isNull();
            if (operation != Operation.HEAD) {
                assertThat(Json.of(response).path("type").asText())
                        .as(operation.name())
                        .isEqualTo("urn:tintype:problem:keys-unavailable");
            }
        }
    }

    @Nested
    class WithASharedLibrary extends TokenTable {

        @TempDir
        private static Path folder;

        @Override
        Map<String, String> environment() {
            return Settings.onDisk(Map.of(
                    "JWT_SECRET",
                    Tokens.SECRET,
                    "TINTYPE_LIBRARY",
                    "shared",
                    "TINTYPE_STORAGE_DIRECTORY",
                    folder.toString()));
        }

        @Override
        TokenSigner signer() {
            return new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
        }

        /** Here a subject names nothing. */
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

        @Test
        void isNobodysWhereEachCallerHasALibrary() {
            String id = upload();
            Map<String, String> owners =
                    Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE_DIRECTORY", folder.toString());

            try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(owners))) {
                for (String subject : List.of(TokenSigner.SUBJECT, "shared", "_shared", "_5fshared", "../_shared")) {
                    String token = Tokens.of(subject);

                    assertThat(Json.ids(list(application, token))).as(subject).isEmpty();
                    assertThat(Contract.given(application.baseUri(), token)
                                    .get("/images/" + id)
                                    .statusCode())
                            .as(subject)
                            .isEqualTo(404);
                }
            }
        }
    }

    private static Response list(PackagedApplication application, String token) {
        return Contract.given(application.baseUri(), token).get("/images");
    }
}
