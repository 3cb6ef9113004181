package io.tintype.packaged.security;

import static io.tintype.packaged.security.TokenCase.accepted;
import static io.tintype.packaged.security.TokenCase.refused;
import static io.tintype.packaged.security.TokenCase.scoped;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.tintype.packaged.Operation;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of token by every operation, for one configuration of keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TokenTable {

    /** Within the clock skew that is forgiven. */
    private static final long LITTLE = 30;

    /** Beyond it. */
    private static final long LONG = 120;

    private PackagedApplication application;
    private String kept;

    @BeforeAll
    void start() {
        application = PackagedApplication.start(environment());
        kept = upload();
    }

    @AfterAll
    void close() {
        if (application != null) {
            application.close();
        }
    }

    /** The variables that make this configuration. */
    abstract Map<String, String> environment();

    /** Signs the tokens that it accepts. */
    abstract TokenSigner signer();

    /** The kinds of token that only this configuration has something to say of. */
    abstract Stream<TokenCase> ownCases();

    final PackagedApplication application() {
        return application;
    }

    final Stream<TokenCase> cases() {
        return Stream.of(
                        timeCases(),
                        formCases(),
                        subjectCases(),
                        scopeCases(),
                        ForgedTokens.cases(signer()),
                        ownCases())
                .flatMap(cases -> cases);
    }

    final Stream<TokenCase> casesThatMayNotWrite() {
        return cases().filter(token -> !token.isAllowed(Operation.UPLOAD))
                .filter(token -> !token.isAllowed(Operation.DELETE));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersEveryOperationAsTheTokenDeserves(TokenCase token) {
        for (Operation operation : operations(token)) {
            String id = operation == Operation.DELETE && token.isAllowed(operation) ? upload() : kept;

            Response response = operation.send(Contract.given(application.baseUri(), token.token()), id);

            String answer = token + ", " + operation;
            assertThat(response.statusCode()).as(answer).isEqualTo(status(token, operation));
            assertThat(response.headers().getValues("WWW-Authenticate"))
                    .as(answer)
                    .isEqualTo(challenges(token, operation));
        }
    }

    /** A token that is good for nothing is refused before the operation matters, and so one of each kind will do. */
    private static List<Operation> operations(TokenCase token) {
        List<Operation> all = List.of(Operation.values());
        return all.stream().anyMatch(token::isAllowed) ? all : List.of(Operation.UPLOAD, Operation.DOWNLOAD);
    }

    @ParameterizedTest
    @MethodSource("casesThatMayNotWrite")
    void changesNothingForATokenThatDoesNotAllowIt(TokenCase token) {
        List<String> before = ids();

        Operation.UPLOAD.send(Contract.given(application.baseUri(), token.token()), kept);
        Operation.DELETE.send(Contract.given(application.baseUri(), token.token()), kept);

        assertThat(ids()).isEqualTo(before).contains(kept);
    }

    @Test
    void asksForATokenWhereThereIsNone() {
        for (Operation operation : Operation.values()) {
            Response response = operation.send(Contract.given(application.baseUri(), null), kept);

            assertUnauthenticated(operation, response);
        }
    }

    @Test
    void takesATokenFromTheAuthorizationHeaderOnly() {
        String token = signer().token();
        for (Operation operation : Operation.values()) {
            Response inQuery =
                    operation.send(Contract.given(application.baseUri(), null).queryParam("access_token", token), kept);
            Response inCookie =
                    operation.send(Contract.given(application.baseUri(), null).cookie("Bearer", token), kept);
            Response asBasic = operation.send(
                    Contract.given(application.baseUri(), null).header("Authorization", "Basic " + token), kept);
            Response bare =
                    operation.send(Contract.given(application.baseUri(), null).header("Authorization", token), kept);

            assertUnauthenticated(operation, inQuery);
            assertUnauthenticated(operation, inCookie);
            assertUnauthenticated(operation, asBasic);
            assertUnauthenticated(operation, bare);
        }
    }

    /** RFC 9110, section 11.4, has one space or more between the scheme and the token. */
    @ParameterizedTest
    @ValueSource(strings = {"Bearer  ", "bearer   "})
    void readsSeveralSpacesAfterTheScheme(String scheme) {
        Response response = Operation.LIST.send(
                Contract.given(application.baseUri(), null).header("Authorization", scheme + signer().token()), kept);

        assertThat(response.statusCode()).isEqualTo(200);
    }

    /** Whatever a token holds, the caller is answered, and the operator's log does not grow by it. */
    @Test
    void logsNothingAboutStrangeTokens() {
        String before = application.log();

        for (Object groups : List.of(5, "x", true, Map.of("a", 1), List.of(1, List.of()))) {
            String token = signer().token(claims -> claims.setClaim("groups", groups));
            assertThat(Operation.LIST
                            .send(Contract.given(application.baseUri(), token), kept)
                            .statusCode())
                    .isEqualTo(200);
        }
        String forged = signer().tokenWithSignedHeader(header("\"typ\":5"));
        assertThat(Operation.LIST
                        .send(Contract.given(application.baseUri(), forged), kept)
                        .statusCode())
                .isEqualTo(401);

        assertThat(application.log()).isEqualTo(before);
    }

    @Test
    void neverFailsByTheDepthOfClaims() {
        Response response =
                Operation.LIST.send(Contract.given(application.baseUri(), ForgedTokens.deepToken(signer())), kept);

        assertThat(response.statusCode()).isIn(200, 401);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void readsTheSchemeInAnyCase(String scheme) { // RFC 9110, section 11.1
        Response response = Operation.LIST.send(
                Contract.given(application.baseUri(), null).header("Authorization", scheme + " " + signer().token()),
                kept);

        assertThat(response.statusCode()).isEqualTo(200);
    }

    static Stream<String> schemes() {
        return Stream.of("Bearer", "bearer", "BEARER");
    }

    final String upload() {
        Response response = Operation.UPLOAD.send(Contract.given(application.baseUri(), signer().token()), null);
        assertThat(response.statusCode()).as("upload with a good token").isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private List<String> ids() {
        return Json.ids(Contract.given(application.baseUri(), signer().token()).get("/images?limit=1000"));
    }

    private Stream<TokenCase> formCases() {
        return Stream.of(
                accepted("good", signer().token()),
                accepted("with iat", signer().token(claims -> claims.setIssuedAtToNow())),
                refused("garbage", "garbage"),
                refused("garbage in three parts", "a.b.c"),
                refused("garbage in five parts", "a.b.c.d.e"),
                refused("tampered payload", signer().tamperedToken()),
                refused("without its signature", signer().strippedToken()),
                refused("alg none", signer().withAlgorithm("none").withKey(null).token()),
                refused("alg that nobody knows", signer().tokenWithHeader("{\"alg\":\"XS256\"}")),
                refused("alg that is a number", signer().tokenWithHeader("{\"alg\":256}")),
                refused("without alg", signer().tokenWithHeader("{}")),
                refused("header that is a list", signer().tokenWithHeader("[]")),
                refused(
                        "kid that is a number",
                        signer().tokenWithHeader("{\"alg\":\"" + signer().algorithm() + "\",\"kid\":7}")),
                refused(
                        "x5t that is a number",
                        signer().tokenWithHeader("{\"alg\":\"" + signer().algorithm() + "\",\"x5t\":7}")),
                refused(
                        "x5t#S256 that is a list",
                        signer().tokenWithHeader("{\"alg\":\"" + signer().algorithm() + "\",\"x5t#S256\":[]}")),
                refused(
                        "header that must be understood",
                        signer().tokenWithHeader(
                                        "{\"alg\":\"" + signer().algorithm() + "\",\"crit\":[\"x\"],\"x\":1}")),
                refused("typ that is a number", signer().tokenWithSignedHeader(header("\"typ\":5"))),
                refused("typ that is a list", signer().tokenWithSignedHeader(header("\"typ\":[\"JWT\"]"))),
                refused("signed kid that is a number", signer().tokenWithSignedHeader(header("\"kid\":7"))),
                refused("a number beyond a double", signer().tokenOf(withMember("\"name\":1e999"))),
                accepted("groups that are a number", signer().token(claims -> claims.setClaim("groups", 5))),
                accepted("groups of numbers", signer().token(claims -> claims.setClaim("groups", List.of(1, 2)))),
                refused("payload that is no JSON", signer().tokenOf("sub=ada")),
                refused("payload that is a list", signer().tokenOf("[]")));
    }

    private Stream<TokenCase> timeCases() {
        return Stream.of(
                refused("expired", signer().token(claims -> claims.setExpirationTime(fromNow(-LONG)))),
                accepted("expired a moment ago", signer().token(claims -> claims.setExpirationTime(fromNow(-LITTLE)))),
                refused("without exp", signer().token(claims -> claims.unsetClaim("exp"))),
                refused("exp that is text", signer().token(claims -> claims.setClaim("exp", "tomorrow"))),
                refused("not yet valid", signer().token(claims -> claims.setNotBefore(fromNow(LONG)))),
                accepted("valid in a moment", signer().token(claims -> claims.setNotBefore(fromNow(LITTLE)))));
    }

    /** Of tokens whose subject names no library. */
    Stream<TokenCase> subjectCases() {
        return Stream.of(
                refused("without sub", signer().token(claims -> claims.unsetClaim("sub"))),
                refused("empty sub", signer().token(claims -> claims.setSubject(""))),
                refused("blank sub", signer().token(claims -> claims.setSubject(" \t"))),
                refused("sub that is a number", signer().token(claims -> claims.setClaim("sub", 7))),
                refused("sub that is null", signer().token(claims -> claims.setClaim("sub", null))),
                refused("sub that is no Unicode text", signer().tokenOf(halfSurrogate())));
    }

    private Stream<TokenCase> scopeCases() {
        return Stream.of(
                scoped("scope read", withScope("images:read"), "images:read"),
                scoped("scope write", withScope("images:write"), "images:write"),
                scoped("scope delete", withScope("images:delete"), "images:delete"),
                scoped("scopes", withScope("images:read openid images:delete"), "images:read", "images:delete"),
                scoped("scope array", withScope(List.of("images:read", "images:write")), "images:read", "images:write"),
                scoped("scopes of others", withScope("openid images images:reader IMAGES:READ")),
                scoped("empty scope", withScope("")),
                scoped("empty scope array", withScope(List.of())),
                scoped("scope that is a number", withScope(1)),
                scoped("scope that is null", withScope(null)),
                scoped("scp", signer().token(claims -> claims.setClaim("scp", "images:write")), "images:write"),
                scoped(
                        "scp array",
                        signer().token(claims -> claims.setClaim("scp", List.of("images:read", "openid"))),
                        "images:read"),
                scoped(
                        "scope and scp",
                        signer().token(claims -> {
                            claims.setClaim("scope", "images:read");
                            claims.setClaim("scp", List.of("images:write", "images:delete"));
                        }),
                        "images:read"));
    }

    /** A header with the algorithm and one more member. */
    private String header(String member) {
        return "{\"alg\":\"%s\",%s}".formatted(signer().algorithm(), member);
    }

    /** The claims of a good token and one more, which jose4j could not write. */
    private String withMember(String member) {
        return signer().payload().replaceFirst("\\{", "{" + member + ",");
    }

    /** JSON can say it, UTF-8 cannot. */
    private String halfSurrogate() {
        return signer().payload().replace("\"" + TokenSigner.SUBJECT + "\"", "\"\\ud800\"");
    }

    private String withScope(Object scope) {
        return signer().token(claims -> claims.setClaim("scope", scope));
    }

    private static NumericDate fromNow(long seconds) {
        NumericDate date = NumericDate.now();
        date.addSeconds(seconds);
        return date;
    }

    private static int status(TokenCase token, Operation operation) {
        if (token.allowed().isEmpty()) {
            return 401;
        }
        return token.isAllowed(operation) ? operation.success() : 403;
    }

    private static List<String> challenges(TokenCase token, Operation operation) {
        if (token.allowed().isEmpty()) {
            return List.of("Bearer error=\"invalid_token\"");
        }
        return token.isAllowed(operation)
                ? List.of()
                : List.of("Bearer error=\"insufficient_scope\", scope=\"" + operation.scope() + "\"");
    }

    private static void assertUnauthenticated(Operation operation, Response response) {
        assertThat(response.statusCode()).as(operation.name()).isEqualTo(401);
        assertThat(response.headers().getValues("WWW-Authenticate"))
                .as(operation.name())
                .containsExactly("Bearer");
    }
}
