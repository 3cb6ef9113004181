package io.tintype.packaged.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Keys;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the command {@code token}, and that the service accepts its tokens. */
class TokenCommandIT {

    private static final Map<String, String> SECRET = Map.of("JWT_SECRET", Tokens.SECRET);

    @Test
    void makesTokensForTheSecretOfTheService() throws IOException {
        Map<String, String> settings =
                Map.of("JWT_SECRET", Tokens.SECRET, "JWT_ISSUER", "https://id.example.com", "JWT_AUDIENCE", "tintype");

        Result all = Command.run(settings, "token", "--subject", "ann");
        Result read = Command.run(settings, "token", "--subject", "ann", "--scope", "images:read", "--expires", "P1D");

        assertThat(all.err()).isEmpty();
        assertThat(all.out()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\s+");
        assertThat(Command.subject(all)).isEqualTo("ann");
        assertThat(lifetime(all)).isEqualTo(3600);
        assertThat(lifetime(read)).isEqualTo(86400);
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(settings))) {
            assertThat(status(Operation.LIST, application, all)).isEqualTo(200);
            assertThat(status(Operation.UPLOAD, application, all)).isEqualTo(201);
            assertThat(status(Operation.LIST, application, read)).isEqualTo(200);
            assertThat(status(Operation.UPLOAD, application, read)).isEqualTo(403);
            Result share = Command.run(settings, "token", "--subject", "ann", "--scope", "images:share");
            assertThat(status(Operation.LIST, application, share)).isEqualTo(403);
            Contract.given(application.baseUri(), share.out().strip())
                    .delete("/links")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void restrictsUploads() throws IOException {
        String id = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";
        byte[] photograph = Fixtures.PHOTOGRAPH.bytes();
        Result one = Command.run(
                SECRET,
                "token",
                "--subject",
                "ann",
                "--max-size",
                "1M",
                "--media-type",
                "image/jpeg",
                "--media-type",
                "image/png",
                "--image-id",
                id);
        Result small = Command.run(SECRET, "token", "--subject", "ann", "--max-size", "1000");
        Result wrong = Command.run(SECRET, "token", "--subject", "ann", "--max-size", "large");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--max-size: 'large' is not a size, such as 500K or 5M.");
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(SECRET))) {
            assertThat(put(application, one, id, photograph)).isEqualTo(201);
            assertThat(put(application, one, "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d11", photograph))
                    .isEqualTo(403);
            assertThat(put(application, small, id, photograph)).isEqualTo(413);
            assertThat(status(Operation.LIST, application, one)).isEqualTo(403);
        }
    }

    @Test
    void setsTheQuotasOfALibrary() {
        byte[] photograph = Fixtures.PHOTOGRAPH.bytes();
        Result none = Command.run(SECRET, "token", "--subject", "ann", "--quota-images", "0");
        Result ample = Command.run(SECRET, "token", "--subject", "ann", "--quota-images", "5", "--quota-bytes", "2M");
        Result wrong = Command.run(SECRET, "token", "--subject", "ann", "--quota-images", "-1");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--quota-images: the number must be at least 0.");
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(SECRET))) {
            String id = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d12";
            assertThat(put(application, none, id, photograph)).isEqualTo(403);
            assertThat(put(application, ample, id, photograph)).isEqualTo(201);
            Contract.given(application.baseUri(), ample.out().strip())
                    .get("/usage")
                    .then()
                    .statusCode(200)
                    .body("images", equalTo(1))
                    .body("quotaImages", equalTo(5))
                    .body("quotaBytes", equalTo(2 * 1024 * 1024));
        }
    }

    private static int put(PackagedApplication application, Result token, String id, byte[] bytes) {
        return Contract.given(application.baseUri(), token.out().strip())
                .body(bytes)
                .put("/images/" + id)
                .statusCode();
    }

    static Stream<Arguments> keys() throws GeneralSecurityException {
        return Stream.of(
                Arguments.of("RS256", Keys.rsa()),
                Arguments.of("ES256", Keys.ellipticCurve()),
                Arguments.of("ES384", curve("secp384r1")),
                Arguments.of("ES512", curve("secp521r1")));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void makesTokensByAPrivateKey(String algorithm, KeyPair pair) throws IOException {
        String key = Keys.file(Keys.pem("PRIVATE KEY", pair.getPrivate())).toString();
        String set = Keys.file(Keys.jwkSet(Keys.jwk(pair.getPublic(), "key-1", algorithm)))
                .toString();

        Result token = Command.run(Map.of(), "token", "--subject", "ann", "--key", key, "--key-id", "key-1");

        assertThat(token.err()).isEmpty();
        assertThat(part(token, 0).get("alg").asText()).isEqualTo(algorithm);
        try (PackagedApplication application =
                PackagedApplication.start(Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", set)))) {
            assertThat(status(Operation.LIST, application, token)).isEqualTo(200);
        }
    }

    @Test
    void prefersIssuerAndAudienceOfOptionsToThoseOfSettings() throws IOException {
        Map<String, String> settings = Map.of("JWT_SECRET", Tokens.SECRET, "JWT_ISSUER", "a", "JWT_AUDIENCE", "b");

        Result token = Command.run(settings, "token", "--subject", "ann", "--issuer", "x", "--audience", "y");

        assertThat(claims(token).get("iss").asText()).isEqualTo("x");
        assertThat(claims(token).get("aud").asText()).isEqualTo("y");
    }

    /** The service does the same; see StartupIT. */
    @Test
    void usesTheSecretVerbatim() {
        String secret = " $$a ${HOME} ${missing} \\${x} \\\\ , \" '%s #" + Tokens.SECRET + " ";
        Map<String, String> settings = Map.of("JWT_SECRET", secret);

        Result token = Command.run(settings, "token", "--subject", "ann");

        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(settings))) {
            assertThat(status(Operation.LIST, application, token)).isEqualTo(200);
        }
    }

    static Stream<Arguments> refused() throws GeneralSecurityException {
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        String weak = Keys.pem("PRIVATE KEY", small.generateKeyPair().getPrivate());
        String rsa = Keys.pem("PRIVATE KEY", Keys.rsa().getPrivate());
        KeyPairGenerator other = KeyPairGenerator.getInstance("Ed25519");
        return Stream.of(
                Arguments.of(Map.of("JWT_SECRET", "x".repeat(31)), "ann", "", "JWT_SECRET has 31 bytes. Set it to at"),
                Arguments.of(SECRET, " ", "", "--subject is invalid"),
                Arguments.of(Map.of("JWT_PUBLIC_KEY_LOCATION", "key.pem"), "ann", "", "Set --key to"),
                Arguments.of(SECRET, "ann", "missing.pem", "cannot be read"),
                Arguments.of(SECRET, "ann", file("secret-garbage"), "is not a PEM file with a PRIVATE KEY"),
                Arguments.of(SECRET, "ann", file(rsa.replace("PRIVATE KEY", "RSA PRIVATE KEY")), "is not in PKCS#8"),
                Arguments.of(SECRET, "ann", file(rsa.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")), "is encrypted"),
                Arguments.of(SECRET, "ann", file(rsa.replace("MII", "MIX")), "contains no RSA or elliptic-curve"),
                Arguments.of(SECRET, "ann", file(weak), "has 1024 bits"),
                Arguments.of(
                        SECRET,
                        "ann",
                        file(Keys.pem("PRIVATE KEY", other.generateKeyPair().getPrivate())),
                        "contains no RSA or elliptic-curve"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void rejectsInvalidInputAndShowsNoSecret(Map<String, String> settings, String subject, String key, String words) {
        List<String> arguments = new ArrayList<>(List.of("token", "--subject", subject));
        if (!key.isEmpty()) {
            arguments.addAll(List.of("--key", key));
        }

        Result result = Command.run(settings, arguments.toArray(String[]::new));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement().asString().contains(words);
        assertThat(result.err()).doesNotContain("xxxx", Tokens.SECRET, "secret-garbage", "MII");
    }

    private static String file(String text) {
        return Keys.file(text).toString();
    }

    private static KeyPair curve(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    private static int status(Operation operation, PackagedApplication application, Result token) {
        return operation
                .send(Contract.given(application.baseUri(), token.out().strip()), null)
                .statusCode();
    }

    private static long lifetime(Result token) throws IOException {
        return claims(token).get("exp").asLong() - claims(token).get("iat").asLong();
    }

    private static JsonNode claims(Result token) throws IOException {
        return part(token, 1);
    }

    private static JsonNode part(Result token, int index) throws IOException {
        return new ObjectMapper()
                .readTree(Base64.getUrlDecoder().decode(token.out().split("\\.")[index]));
    }
}
