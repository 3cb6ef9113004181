package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.tintype.packaged.Command;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import io.tintype.testing.Tokens;
import java.util.List;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A service whose issuer spells scopes, subject and audience in another way. {@code IssuerTokensTest} has the complete
 * table.
 */
class IssuerTokensIT {

    private static final TokenSigner SIGNER = new TokenSigner("HS256", Tokens.secret(Tokens.SECRET));
    private static final Map<String, String> SETTINGS = Settings.with(
            Settings.onDisk(),
            "JWT_AUDIENCE",
            "5bsj",
            "TINTYPE_AUDIENCE_CLAIMS",
            "aud,client_id",
            "TINTYPE_SUBJECT_CLAIM",
            "user_id",
            "TINTYPE_SCOPE_CLAIMS",
            "scope,roles",
            "TINTYPE_SCOPE_PREFIX",
            "tintype/");

    private static PackagedApplication application;

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(SETTINGS);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void readsTheConfiguredClaims() {
        String user = token(Map.of("user_id", 42, "client_id", "5bsj", "scope", "openid tintype/images:read"));
        String job = token(Map.of(
                "user_id",
                "42",
                "aud",
                List.of("5bsj", "x"),
                "roles",
                List.of("tintype/images:write", "images:delete")));

        Response stored = send(Operation.UPLOAD, job, null);
        assertThat(stored.statusCode()).isEqualTo(201);
        String id = Json.of(stored).path("id").asText();

        assertThat(Json.ids(send(Operation.LIST, user, null))).contains(id);
        assertForbidden(send(Operation.UPLOAD, user, null), "tintype/images:write");
        assertForbidden(send(Operation.LIST, job, null), "tintype/images:read");
        assertForbidden(send(Operation.DELETE, job, id), "tintype/images:delete");
    }

    @Test
    void saysWhichClaimIsMissingOrWrong() {
        assertInvalid(Map.of("user_id", 42), "aud or client_id is missing");
        assertInvalid(Map.of("user_id", 42, "aud", "x", "client_id", "5bsj"), "aud does not name this service");
        assertInvalid(Map.of("client_id", "5bsj"), "user_id is missing");
        assertInvalid(Map.of("client_id", "5bsj", "user_id", List.of("secret-value")), "user_id is not text");
        assertInvalid(Map.of("client_id", "5bsj", "user_id", 42, "exp", 1), "exp is in the past");
    }

    @Test
    void acceptsTokensOfTheCommand() {
        String all = Command.run(SETTINGS, "token", "--subject", "ann").out().strip();
        String read = Command.run(SETTINGS, "token", "--subject", "ann", "--scope", "images:read")
                .out()
                .strip();

        Response stored = send(Operation.UPLOAD, all, null);
        assertThat(stored.statusCode()).isEqualTo(201);
        String id = Json.of(stored).path("id").asText();
        assertThat(Json.ids(send(Operation.LIST, read, null))).containsExactly(id);
        assertForbidden(send(Operation.DELETE, read, id), "tintype/images:delete");
        assertThat(send(Operation.DELETE, all, id).statusCode()).isEqualTo(204);
    }

    private static void assertForbidden(Response response, String scope) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }

    private static void assertInvalid(Map<String, Object> claims, String reason) {
        Response response = send(Operation.LIST, token(claims), null);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().getValues("WWW-Authenticate"))
                .containsExactly("Bearer error=\"invalid_token\", error_description=\"" + reason + "\"");
        assertThat(Json.of(response).path("detail").asText()).isEqualTo("The token is invalid: " + reason + ".");
    }

    private static String token(Map<String, Object> claims) {
        return SIGNER.token(all -> set(all, claims));
    }

    private static void set(JwtClaims all, Map<String, Object> claims) {
        all.unsetClaim("sub");
        claims.forEach(all::setClaim);
    }

    private static Response send(Operation operation, String token, String id) {
        return operation.send(Contract.given(application.baseUri(), token), id);
    }
}
