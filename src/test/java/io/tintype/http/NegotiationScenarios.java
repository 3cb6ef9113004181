package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.ContractFile;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how responses depend on the request's Accept and method (RFC 9110, sections 12.5.1 and 9.3.7), on every store and
 * every build.
 */
interface NegotiationScenarios {

    String SOME_ID = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";

    /** The operations whose responses are JSON, each with its success. */
    enum JsonOperation {
        LIST(200, (caller, accept) -> caller.request().header("Accept", accept).get("/images")),
        DESCRIBE(
                200,
                (caller, accept) -> caller.request()
                        .header("Accept", accept)
                        .get("/images/" + caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes()) + "/metadata")),
        UPLOAD(
                201,
                (caller, accept) -> caller.request()
                        .header("Accept", accept)
                        .contentType(Form.CONTENT_TYPE)
                        .body(Form.of("photo.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                        .post("/images"));

        private final int success;
        private final BiFunction<Account, String, Response> send;

        JsonOperation(int success, BiFunction<Account, String, Response> send) {
            this.success = success;
            this.send = send;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "*",
                "",
                "application/*",
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=utf-16",
                "application/json;version=1",
                "application/json;q=0.5, text/html",
                "application/json, */*;q=0",
                "application/problem+json",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=0.2"
            })
    default void writesJsonAsNothingButJson(String accept) {
        for (JsonOperation operation : JsonOperation.values()) {
            Response response = operation.send.apply(Account.fresh(), accept);

            assertThat(response.statusCode()).as(operation + " " + accept).isEqualTo(operation.success);
            assertThat(response.headers().getValues("Content-Type"))
                    .as(operation + " " + accept)
                    .containsExactly("application/json");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;q=0",
                "*/*;q=0",
                "application/json;q=0, */*",
                "application/*;q=0, */*",
                "application/problem+json;q=0",
                "text/html",
                "image/*",
                "*/json",
                "garbage"
            })
    default void respondsWith406IfJsonIsNotAccepted(String accept) {
        for (JsonOperation operation : JsonOperation.values()) {
            Account caller = Account.fresh();

            operation
                    .send
                    .apply(caller, accept)
                    .then()
                    .statusCode(406)
                    .header("Content-Type", "application/problem+json")
                    .body("type", equalTo(PROBLEM + "not-acceptable"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | 200",
                "image/* | 200",
                "image/jpeg | 200",
                "image/png, image/jpeg;q=0.1 | 200",
                "IMAGE/JPEG;a=b | 200",
                "application/problem+json | 200",
                "text/html, application/xhtml+xml, */*;q=0.8 | 200",
                "application/* | 406",
                "application/json | 406",
                "image/*;q=0, */* | 406",
                "image/svg+xml | 406",
                "*/*;q=0 | 406"
            })
    default void downloadsIfAnImageIsAccepted(String accept, int status) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        Response response = caller.request().header("Accept", accept).get("/images/" + id);

        response.then()
                .statusCode(status)
                .header("Content-Type", status == 200 ? "image/jpeg" : "application/problem+json");
    }

    /** Their responses have no content to negotiate, and the contract has no 406 for them. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "*/*;q=0", "garbage"})
    default void ignoresAcceptInDeleteAndHead(String accept) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request()
                .header("Accept", accept)
                .head("/images/" + id)
                .then()
                .statusCode(200)
                .header("Content-Type", "image/jpeg");
        caller.request().header("Accept", accept).delete("/images/" + id).then().statusCode(204);
    }

    /**
     * Problems are sent regardless of Accept: a 406 in their place would hide the failure (RFC 9110, section 15.5.7).
     */
    @ParameterizedTest
    @ValueSource(strings = {"application/json;q=0", "text/html", "application/*", "image/jpeg", "*/*;q=0"})
    default void writesProblemsWhateverIsAccepted(String accept) {
        Account caller = Account.fresh();

        for (Response response : List.of(
                caller.request().header("Accept", accept).get("/nothing"),
                caller.request().header("Accept", accept).put("/images"),
                caller.request().header("Accept", accept).delete("/images/not-an-id"),
                caller.request().header("Accept", accept).get("/images?limit=0"))) {
            assertThat(response.statusCode()).isIn(400, 404, 405);
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    default void namesTheMethodsOfEachPathOfTheContract(String end) {
        Set<String> paths = ContractFile.operations().stream()
                .map(ContractFile.ContractOperation::path)
                .collect(Collectors.toSet());
        for (String path : paths) {
            Set<String> methods = ContractFile.operations().stream()
                    .filter(operation -> operation.path().equals(path))
                    .map(ContractFile.ContractOperation::method)
                    .collect(Collectors.toCollection(TreeSet::new));
            methods.add("OPTIONS");
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            String other = Stream.of("PUT", "PATCH", "POST")
                    .filter(method -> !methods.contains(method))
                    .findFirst()
                    .orElseThrow();
            String target = path.replace("{id}", SOME_ID).replaceAll("\\{\\w+}", "thumbnail") + end;

            for (Response response : List.of(
                    Account.fresh().request().options(target),
                    Account.fresh().request().request(other, target))) {
                assertThat(Arrays.asList(response.header("Allow").split(", ")))
                        .as(target)
                        .containsExactlyElementsOf(methods);
            }
        }
    }

    @Test
    default void namesNoMethodsOfAnUnknownPath() {
        for (String path : List.of("/images/" + SOME_ID + "/nothing", "/images/" + SOME_ID + "/renditions/a/b")) {
            Account.fresh().request().options(path).then().statusCode(404).body("type", equalTo(PROBLEM + "not-found"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    default void letsTheContractOnlyBeRead(String method) {
        Response response = Account.fresh().request().request(method, "/openapi.yaml");

        response.then()
                .statusCode(405)
                .header("Allow", "GET, HEAD")
                .body("type", equalTo(PROBLEM + "method-not-allowed"));
    }
}
