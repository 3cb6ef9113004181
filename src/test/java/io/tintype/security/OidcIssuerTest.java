package io.tintype.security;

import static io.tintype.security.TokenVerifierContract.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.jwt.auth.principal.ParseException;
import io.tintype.security.TokenVerifierContract.Keyring;
import io.tintype.testing.Keys;
import io.tintype.testing.OidcServer;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which discovery documents the service uses, and which tokens it then accepts. */
class OidcIssuerTest {

    private static final String CLIENT = "gallery";
    private static final Keyring NOTHING_ELSE =
            new Keyring(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KeyPair keys = Keys.rsa();
    private final int port = PackagedApplication.freePort();
    private final String issuer = OidcServer.issuer(port);
    private OidcServer server;

    @BeforeEach
    void start() {
        server = new OidcServer(port, Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void verifiesTokensOfTheGallerysClient() throws ParseException {
        TokenVerifier verifier = verifier(issuer);

        assertThat(verifier.parse(token(issuer, _ -> {}), null).getSubject()).isEqualTo(TokenSigner.SUBJECT);
        assertThat(server.requests()).isEqualTo(1);
    }

    static Stream<Arguments> rejected() {
        return Stream.of(
                Arguments.of("iss is not the issuer that the service accepts", (Consumer<JwtClaims>)
                        claims -> claims.setIssuer("https://login.example.com")),
                Arguments.of("iss is missing", (Consumer<JwtClaims>) claims -> claims.unsetClaim("iss")),
                Arguments.of("azp does not name this service", (Consumer<JwtClaims>)
                        claims -> claims.setStringClaim("azp", "shop")),
                Arguments.of("azp or client_id or cid or appid is missing", (Consumer<JwtClaims>)
                        claims -> claims.unsetClaim("azp")),
                Arguments.of("client_id does not name this service", (Consumer<JwtClaims>) claims -> {
                    claims.unsetClaim("azp");
                    claims.setStringClaim("client_id", "shop");
                }),
                Arguments.of("it is an ID token", (Consumer<JwtClaims>) claims -> {
                    claims.setAudience(CLIENT);
                    claims.unsetClaim("scope");
                }),
                Arguments.of("it is an ID token", (Consumer<JwtClaims>) claims -> {
                    claims.setAudience("account", CLIENT);
                    claims.unsetClaim("scope");
                }));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsTokensForOthers(String reason, Consumer<JwtClaims> change) {
        TokenVerifier verifier = verifier(issuer);

        assertThatThrownBy(() -> verifier.parse(token(issuer, change), null))
                .isInstanceOf(RejectedTokenException.class)
                .hasMessage(reason);
    }

    /** An API may have the id of the client, as an app registration of Entra ID does. */
    @ParameterizedTest
    @ValueSource(strings = {"scope", "scp"})
    void acceptsAnAccessTokenWhoseAudienceIsTheClient(String claim) throws ParseException {
        String token = token(issuer, claims -> {
            claims.unsetClaim("scope");
            claims.setAudience(CLIENT);
            claims.setStringClaim(claim, "images:read");
        });

        assertThat(verifier(issuer).parse(token, null).getSubject()).isEqualTo(TokenSigner.SUBJECT);
    }

    /** Claims that the issuers' documentation shows, besides those of every token. */
    static Stream<Arguments> issued() {
        String missing = "azp or client_id or cid or appid is missing";
        return Stream.of(
                Arguments.of("Keycloak", "", Map.of("typ", "Bearer", "azp", CLIENT, "scope", "openid email profile")),
                Arguments.of(
                        "Keycloak, audience mapper",
                        "",
                        Map.of("aud", List.of(CLIENT, "account"), "azp", CLIENT, "scope", "")),
                Arguments.of(
                        "Keycloak, ID token",
                        "it is an ID token",
                        Map.of("typ", "ID", "aud", CLIENT, "azp", CLIENT, "nonce", "n", "at_hash", "h")),
                Arguments.of(
                        "Keycloak, another client",
                        "azp does not name this service",
                        Map.of("typ", "Bearer", "azp", "shop", "aud", CLIENT, "scope", "openid")),
                Arguments.of(
                        "Auth0",
                        "",
                        Map.of(
                                "aud",
                                List.of("https://api.example.com", issuerOf("/userinfo")),
                                "azp",
                                CLIENT,
                                "scope",
                                "openid")),
                Arguments.of(
                        "Auth0, ID token",
                        missing + "; it is an ID token",
                        Map.of("aud", CLIENT, "nonce", "n", "sid", "s")),
                Arguments.of(
                        "Okta",
                        "",
                        Map.of("aud", "api://default", "cid", CLIENT, "scp", List.of("openid"), "uid", "u")),
                Arguments.of(
                        "Okta, ID token",
                        missing + "; it is an ID token",
                        Map.of("aud", CLIENT, "amr", List.of("pwd"))),
                Arguments.of(
                        "Entra ID, version 1",
                        "",
                        Map.of("aud", "api://" + CLIENT, "appid", CLIENT, "scp", "images.read")),
                Arguments.of(
                        "Entra ID, version 2",
                        "",
                        Map.of("aud", CLIENT, "azp", CLIENT, "azpacr", "0", "scp", "images.read")),
                Arguments.of(
                        "Entra ID, ID token",
                        missing + "; it is an ID token",
                        Map.of("aud", CLIENT, "nonce", "n", "tid", "t")),
                Arguments.of("Cognito", "", Map.of("client_id", CLIENT, "token_use", "access", "scope", "openid")),
                Arguments.of(
                        "Cognito, ID token", missing + "; it is an ID token", Map.of("aud", CLIENT, "token_use", "id")),
                Arguments.of(
                        "Google, ID token", "it is an ID token", Map.of("aud", CLIENT, "azp", CLIENT, "at_hash", "h")));
    }

    private static String issuerOf(String path) {
        return "https://login.example.com" + path;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("issued")
    void decidesAboutTokensAsIssuersMakeThem(String kind, String reason, Map<String, Object> claims)
            throws ParseException {
        String token = token(issuer, all -> {
            List.of("azp", "scope").forEach(all::unsetClaim);
            claims.forEach(all::setClaim);
        });

        if (reason.isEmpty()) {
            assertThat(verifier(issuer).parse(token, null).getSubject()).isEqualTo(TokenSigner.SUBJECT);
        } else {
            assertThatThrownBy(() -> verifier(issuer).parse(token, null)).hasMessage(reason);
        }
    }

    @Test
    void prefersTheConfiguredIssuerAndAudience() throws ParseException {
        Keyring configured = new Keyring(
                Optional.empty(), Optional.empty(), Optional.of("https://sts.example.com"), Optional.of("tintype"));
        TokenVerifier verifier = OidcValues.of(issuer, CLIENT).verifier(configured, OWNER, TokenClaims.ofDefaults());
        String right = token("https://sts.example.com", claims -> {
            claims.setAudience("tintype");
            claims.setStringClaim("azp", "command-line");
        });

        assertThat(verifier.parse(right, null).getSubject()).isEqualTo(TokenSigner.SUBJECT);
        assertThatThrownBy(() -> verifier.parse(token(issuer, _ -> {}), null))
                .hasMessage("iss is not the issuer that the service accepts; aud is missing");
    }

    /** The document allows ES256 too, and two algorithms that the service never accepts from an issuer. */
    @Test
    void acceptsOnlyAlgorithmsOfTheDocument() throws ParseException {
        KeyPair curve = Keys.ellipticCurve();
        server.publishKeys(
                Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", null), Keys.jwk(curve.getPublic(), "second", null)));
        TokenVerifier verifier = verifier(issuer);
        TokenSigner rsa = signer(issuer, _ -> {});
        TokenSigner ec = rsa.withAlgorithm("ES256").withKey(curve.getPrivate()).withHeader("kid", "second");

        assertThat(verifier.parse(rsa.token(), null)).isNotNull();
        assertThat(verifier.parse(ec.token(), null)).isNotNull();
        for (String other : List.of("RS512", "PS256")) {
            assertThatThrownBy(() -> verifier.parse(rsa.withAlgorithm(other).token(), null))
                    .as(other)
                    .isInstanceOf(RejectedTokenException.class)
                    .hasMessage("it is malformed, or not signed with a configured key");
        }
        assertThatThrownBy(() -> verifier.parse(
                        rsa.withAlgorithm("HS256")
                                .withKey(Tokens.secret(Keys.pem("PUBLIC KEY", keys.getPublic())))
                                .token(),
                        null))
                .isInstanceOf(RejectedTokenException.class);
        assertThatThrownBy(() -> verifier.parse(rsa.strippedToken(), null)).isInstanceOf(RejectedTokenException.class);
    }

    @Test
    void acceptsAKeyThatTheIssuerPublishesLater() throws ParseException {
        TokenVerifier verifier = verifier(issuer);
        assertThat(verifier.parse(token(issuer, _ -> {}), null)).isNotNull();
        KeyPair next = Keys.rsa();
        server.publishKeys(Keys.jwkSet(Keys.jwk(next.getPublic(), "next", "RS256")));
        String token = signer(issuer, _ -> {})
                .withKey(next.getPrivate())
                .withHeader("kid", "next")
                .token();

        await().ignoreExceptions()
                .atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(verifier.parse(token, null).getSubject()).isEqualTo(TokenSigner.SUBJECT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/realms/photos", "/realms/photos/"})
    void requestsTheDocumentBelowThePathOfTheIssuer(String path) throws ParseException {
        String named = issuer + path;
        server.publish(OidcServer.documentOf(port).put("issuer", named));

        assertThat(verifier(named).parse(token(named, _ -> {}), null)).isNotNull();
        assertThat(new OidcIssuer(OidcValues.of(named, CLIENT), NOTHING_ELSE, TokenClaims.ofDefaults())
                        .document()
                        .toString())
                .isEqualTo(issuer + path.replaceAll("/$", "") + "/.well-known/openid-configuration");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(
                        "the document of the issuer 'https://login.example.com'",
                        change("issuer", "https://login.example.com")),
                Arguments.of("the document of the issuer 'null'", change("issuer", null)),
                Arguments.of("jwks_uri is missing", change("jwks_uri", null)),
                Arguments.of("token_endpoint is missing", change("token_endpoint", null)),
                Arguments.of(
                        "authorization_endpoint is not an https URL",
                        change("authorization_endpoint", "javascript:alert(1)")),
                Arguments.of(
                        "token_endpoint is not an https URL",
                        change("token_endpoint", "http://login.example.com/token")),
                Arguments.of("jwks_uri is not an https URL", change("jwks_uri", "file:///etc/passwd")),
                Arguments.of("jwks_uri is not an https URL", change("jwks_uri", 7)),
                Arguments.of("revocation_endpoint is not an https URL", change("revocation_endpoint", "https://")),
                Arguments.of(
                        "names none of RS256",
                        change("id_token_signing_alg_values_supported", List.of("HS256", "none", "EdDSA"))),
                Arguments.of("names none of RS256", change("id_token_signing_alg_values_supported", "RS256")),
                Arguments.of("names none of RS256", change("id_token_signing_alg_values_supported", null)));
    }

    private static Consumer<JsonObject> change(String name, Object value) {
        return json -> json.put(name, value);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void rejectsAnInvalidDocument(String reason, Consumer<JsonObject> change) {
        JsonObject document = OidcServer.documentOf(port);
        change.accept(document);
        server.publish(document);

        assertUnavailable(reason);
    }

    /** The issuer differs from the configured one by a slash at its end only. */
    @Test
    void rejectsTheDocumentOfAnIssuerWithAnotherSlash() {
        server.publish(OidcServer.documentOf(port).put("issuer", issuer + "/"));

        assertUnavailable("Set TINTYPE_OIDC_ISSUER to that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "<html>", "{\"issuer\":{}}"})
    void rejectsWhatIsNoDocument(String body) {
        server.respondToDiscovery(200, Map.of(), body);

        assertUnavailable("it is ");
    }

    /** The document of the target is valid. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsNoRedirect(int status) {
        int other = PackagedApplication.freePort();
        try (OidcServer target = new OidcServer(other, "")) {
            target.publish(OidcServer.documentOf(port));
            Map<String, String> location =
                    Map.of("Location", OidcServer.issuer(other) + "/.well-known/openid-configuration");
            server.respondToDiscovery(status, location, "");

            assertUnavailable("has status " + status);
            assertThat(target.requests()).isZero();
        }
    }

    @Test
    void followsNoRedirectToOtherKeys() {
        int other = PackagedApplication.freePort();
        try (OidcServer target = new OidcServer(other, Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256")))) {
            assertThat(target.requests()).isZero();
            server.respondToKeys(302, Map.of("Location", OidcServer.issuer(other) + "/jwks.json"), "");

            assertThatThrownBy(() -> verifier(issuer).parse(token(issuer, _ -> {}), null))
                    .hasCauseInstanceOf(KeysUnavailableException.class);
        }
    }

    @Test
    void rejectsAnOversizeDocument() {
        JsonObject document = OidcServer.documentOf(port).put("padding", "x".repeat(600_000));
        server.publish(document);

        assertUnavailable("more than 524288 bytes");
    }

    @Test
    void endsARequestThatIsNotAnswered() {
        server.fallSilent();
        long start = System.nanoTime();

        assertUnavailable("");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void recoversWhenTheIssuerRespondsAgain() {
        server.close();
        TokenVerifier verifier = verifier(issuer);
        String token = token(issuer, _ -> {});
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> verifier.parse(token, null)).hasCauseInstanceOf(KeysUnavailableException.class);
        }
        server = new OidcServer(port, Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256")));

        await().ignoreExceptions()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() ->
                        assertThat(verifier.parse(token, null).getSubject()).isEqualTo(TokenSigner.SUBJECT));
    }

    private void assertUnavailable(String reason) {
        OidcIssuer oidc = new OidcIssuer(OidcValues.of(issuer, CLIENT), NOTHING_ELSE, TokenClaims.ofDefaults());

        assertThatThrownBy(oidc::metadata)
                .isInstanceOf(KeysUnavailableException.class)
                .hasStackTraceContaining(reason);
        assertThatThrownBy(() -> verifier(issuer).parse(token(issuer, _ -> {}), null))
                .isInstanceOf(ParseException.class)
                .hasCauseInstanceOf(KeysUnavailableException.class);
    }

    private static TokenVerifier verifier(String issuer) {
        return OidcValues.of(issuer, CLIENT).verifier(NOTHING_ELSE, OWNER, TokenClaims.ofDefaults());
    }

    private TokenSigner signer(String named, Consumer<JwtClaims> change) {
        return new TokenSigner("RS256", keys.getPrivate())
                .withHeader("kid", "first")
                .withClaims(claims -> {
                    claims.setIssuer(named);
                    claims.setStringClaim("azp", CLIENT);
                    claims.setStringClaim("scope", "openid");
                    change.accept(claims);
                });
    }

    private String token(String named, Consumer<JwtClaims> change) {
        return signer(named, change).token();
    }
}
