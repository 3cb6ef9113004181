package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of public keys, the issuer's JWK set while its server starts, stops and changes keys, and shared libraries. */
class TokenKeysIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final KeyPair RSA = Keys.rsa();
    private static final KeyPair CURVE = Keys.ellipticCurve();
    private static final TokenSigner RS256 = new TokenSigner("RS256", RSA.getPrivate()).withHeader("kid", "first");
    private static final TokenSigner ES256 = new TokenSigner("ES256", CURVE.getPrivate()).withHeader("kid", "curve");

    /** A form of keys and one that signs for it. */
    record KeyFile(String name, String content, TokenSigner signer, Key publicKey) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<KeyFile> keyFiles() {
        return Stream.of(
                new KeyFile("RSA PEM", Keys.pem("PUBLIC KEY", RSA.getPublic()), RS256, RSA.getPublic()),
                new KeyFile("EC PEM", Keys.pem("PUBLIC KEY", CURVE.getPublic()), ES256, CURVE.getPublic()),
                new KeyFile(
                        "JWK set",
                        Keys.jwkSet(
                                Keys.jwk(RSA.getPublic(), "first", "RS256"),
                                Keys.jwk(CURVE.getPublic(), "curve", null)),
                        ES256,
                        CURVE.getPublic()));
    }

    @ParameterizedTest
    @MethodSource("keyFiles")
    void verifiesTokensByAKeyFile(KeyFile file) {
        Path path = Keys.file(file.content());
        TokenSigner bySharedSecret = file.signer()
                .withAlgorithm("HS256")
                .withKey(new HmacKey(file.publicKey().getEncoded()));
        try (PackagedApplication application = start(path.toString())) {
            assertThat(list(application, file.signer().token()).statusCode()).isEqualTo(200);
            assertThat(list(application, file.signer().tamperedToken()).statusCode())
                    .isEqualTo(401);
            assertThat(list(application, bySharedSecret.token()).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void fetchesTheIssuersKeysOnceItIsUpAndCachesThem() {
        int port = PackagedApplication.freePort();
        String token = RS256.token();
        try (PackagedApplication application = start(JwksServer.url(port))) {
            for (Operation operation : Operation.values()) {
                assertKeysUnavailable(
                        operation,
                        operation.send(
                                Contract.given(application.baseUri(), token), "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10"));
            }
            assertThat(application.log())
                    .as("other services may accept the token")
                    .doesNotContain(token.split("\\."));

            try (JwksServer _ = new JwksServer(port, Keys.jwkSet(Keys.jwk(RSA.getPublic(), "first", "RS256")))) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(list(application, token).statusCode())
                                .isEqualTo(200));
            }

            assertThat(list(application, RS256.token(claims -> claims.setIssuedAtToNow()))
                            .statusCode())
                    .as("with the keys that were fetched before")
                    .isEqualTo(200);
        }
    }

    @Test
    void acceptsANewKeySoonAfterTheIssuerPublishesIt() {
        KeyPair second = Keys.rsa();
        TokenSigner nextSigner = new TokenSigner("RS256", second.getPrivate()).withHeader("kid", "second");
        int port = PackagedApplication.freePort();
        try (JwksServer issuer = new JwksServer(port, Keys.jwkSet(Keys.jwk(RSA.getPublic(), "first", "RS256")));
                PackagedApplication application = start(JwksServer.url(port))) {
            assertThat(list(application, nextSigner.token()).statusCode()).isEqualTo(401);

            issuer.publish(Keys.jwkSet(
                    Keys.jwk(RSA.getPublic(), "first", "RS256"), Keys.jwk(second.getPublic(), "second", "RS256")));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    list(application, nextSigner.token()).statusCode())
                            .isEqualTo(200));
        }
    }

    @Test
    void separatesASharedLibraryFromTheLibrariesOfOwners(@TempDir Path folder) {
        Map<String, String> owners = Settings.with(Settings.onDisk(), "TINTYPE_STORAGE_DIRECTORY", folder.toString());
        String id;
        try (PackagedApplication application =
                PackagedApplication.start(Settings.with(owners, "TINTYPE_LIBRARY", "shared"))) {
            Response uploaded = Operation.UPLOAD.send(Contract.given(application.baseUri(), Tokens.of("ada")), null);
            id = Json.of(uploaded).path("id").asText();
            assertThat(Json.ids(list(application, Tokens.of("eve")))).containsExactly(id);
        }

        try (PackagedApplication application = PackagedApplication.start(owners)) {
            for (String subject : List.of("ada", "shared", "_shared", "_5fshared", "../_shared")) {
                String token = Tokens.of(subject);
                assertThat(Json.ids(list(application, token))).as(subject).isEmpty();
                assertThat(Operation.DOWNLOAD
                                .send(Contract.given(application.baseUri(), token), id)
                                .statusCode())
                        .as(subject)
                        .isEqualTo(404);
            }
        }
    }

    private static PackagedApplication start(String publicKeyLocation) {
        return PackagedApplication.start(Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", publicKeyLocation)));
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

    private static Response list(PackagedApplication application, String token) {
        return Contract.given(application.baseUri(), token).get("/images");
    }
}
