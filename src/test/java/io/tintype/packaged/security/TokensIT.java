package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How operations respond to tokens. {@code TokenVerifierTest} has the complete table of tokens. */
class TokensIT {

    private static final TokenSigner SIGNER = new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
    private static final Set<String> EVERY_SCOPE = Set.of("images:read", "images:write", "images:delete");

    private static PackagedApplication application;
    private static String stored;

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Settings.onDisk());
        stored = upload();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    /** Each token with the scopes that it grants, or without any if it is rejected. */
    static Stream<Arguments> tokens() {
        return Stream.of(
                arguments("without scopes", SIGNER.token(), Optional.of(EVERY_SCOPE)),
                arguments("scope read", withScope("images:read"), Optional.of(Set.of("images:read"))),
                arguments("scope write", withScope("images:write"), Optional.of(Set.of("images:write"))),
                arguments("scope delete", withScope("images:delete"), Optional.of(Set.of("images:delete"))),
                arguments("scopes of other services", withScope("openid profile"), Optional.of(EVERY_SCOPE)),
                arguments(
                        "roles alone",
                        SIGNER.token(claims -> claims.setStringListClaim("roles", "images:delete")),
                        Optional.of(Set.of())),
                arguments("empty scope", withScope(""), Optional.of(Set.of())),
                arguments("garbage", "garbage", Optional.empty()),
                arguments("tampered", SIGNER.tamperedToken(), Optional.empty()),
                arguments("alg none", SIGNER.withAlgorithm("none").withKey(null).token(), Optional.empty()),
                arguments("HS512", SIGNER.withAlgorithm("HS512").token(), Optional.empty()),
                arguments(
                        "expired",
                        SIGNER.token(claims -> claims.setExpirationTimeMinutesInTheFuture(-5)),
                        Optional.empty()),
                arguments("without sub", SIGNER.token(claims -> claims.unsetClaim("sub")), Optional.empty()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokens")
    void respondsToEveryOperation(String kind, String token, Optional<Set<String>> scopes) {
        for (Operation operation : Operation.values()) {
            boolean allowed = scopes.orElse(Set.of()).contains(operation.scope());
            String id = operation == Operation.DELETE && allowed ? upload() : stored;
            List<String> before = ids();

            Response response = operation.send(request(token), id);

            if (allowed) {
                assertThat(response.statusCode()).as(operation.name()).isEqualTo(operation.success());
                continue;
            }
            assertThat(response.statusCode()).as(operation.name()).isEqualTo(scopes.isEmpty() ? 401 : 403);
            assertThat(response.headers().getValues("WWW-Authenticate"))
                    .as(operation.name())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith(
                            scopes.isEmpty()
                                    ? "Bearer error=\"invalid_token\", error_description=\""
                                    : "Bearer error=\"insufficient_scope\", scope=\"" + operation.scope() + "\"");
            assertThat(ids()).as(operation.name()).isEqualTo(before);
        }
    }

    @Test
    void requiresAToken() {
        for (Operation operation : Operation.values()) {
            assertUnauthenticated(operation, operation.send(request(null), stored));
        }
    }

    @Test
    void readsTheTokenFromTheAuthorizationHeaderOnly() {
        String token = SIGNER.token();
        for (Operation operation : Operation.values()) {
            assertUnauthenticated(operation, operation.send(request(null).queryParam("access_token", token), stored));
            assertUnauthenticated(operation, operation.send(request(null).cookie("Bearer", token), stored));
            assertUnauthenticated(operation, operation.send(authorized("Basic " + token), stored));
            assertUnauthenticated(operation, operation.send(authorized(token), stored));
        }
    }

    /** The scheme in any case (RFC 9110, section 11.1), and one space or more after it (section 11.4). */
    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer  ", "bearer   "})
    void readsTheScheme(String scheme) {
        Response response = Operation.LIST.send(authorized(scheme + SIGNER.token()), stored);

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void logsNothingAboutUnusualTokens() {
        String before = application.log();

        for (Object groups : List.of(5, "x", true, Map.of("a", 1), List.of(1, List.of()))) {
            assertThat(list(SIGNER.token(claims -> claims.setClaim("groups", groups)))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(list(SIGNER.tokenWithSignedHeader("{\"alg\":\"HS256\",\"typ\":5}"))
                        .statusCode())
                .isEqualTo(401);

        assertThat(application.log()).isEqualTo(before);
    }

    /** The size of the stack decides whether 3,000 levels can be read. */
    @Test
    void survivesDeepClaims() {
        String deep = "{\"x\":" + "[".repeat(3000) + "]".repeat(3000) + ",";
        String token = SIGNER.tokenOf(SIGNER.payload().replaceFirst("\\{", deep));

        assertThat(list(token).statusCode()).isIn(200, 401);
        assertThat(list(SIGNER.token()).statusCode()).isEqualTo(200);
    }

    /** Subjects that a naive mapping to paths or keys would confuse, lose or follow. */
    @Test
    void separatesTheLibrariesOfUnusualSubjects() {
        Map<String, String> ids = new LinkedHashMap<>();
        for (String subject : UNUSUAL_SUBJECTS) {
            Response uploaded = Operation.UPLOAD.send(request(Tokens.of(subject)), null);
            assertThat(uploaded.statusCode()).as(subject).isEqualTo(201);
            ids.put(subject, Json.of(uploaded).path("id").asText());
        }

        ids.forEach((subject, id) ->
                assertThat(Json.ids(list(Tokens.of(subject)))).as(subject).containsExactly(id));
    }

    private static final List<String> UNUSUAL_SUBJECTS = List.of(
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

    private static String withScope(String scope) {
        return SIGNER.token(claims -> claims.setClaim("scope", scope));
    }

    private static void assertUnauthenticated(Operation operation, Response response) {
        assertThat(response.statusCode()).as(operation.name()).isEqualTo(401);
        assertThat(response.headers().getValues("WWW-Authenticate"))
                .as(operation.name())
                .containsExactly("Bearer");
    }

    private static String upload() {
        Response response = Operation.UPLOAD.send(request(SIGNER.token()), null);
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private static List<String> ids() {
        return Json.ids(list(SIGNER.token()));
    }

    private static Response list(String token) {
        return Operation.LIST.send(request(token), null);
    }

    private static RequestSpecification request(String token) {
        return Contract.given(application.baseUri(), token);
    }

    private static RequestSpecification authorized(String header) {
        return request(null).header("Authorization", header);
    }
}
