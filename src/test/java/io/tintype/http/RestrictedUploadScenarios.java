package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that restrict what their holders upload, on every store and every build. */
interface RestrictedUploadScenarios {

    byte[] PHOTOGRAPH = Fixtures.PHOTOGRAPH.bytes();
    byte[] OTHER = Fixtures.realImages().get(2).bytes(); // another JPEG

    @Test
    default void limitsTheSize() {
        Account owner = Account.fresh();
        String exact = Tokens.of(owner.subject(), Map.of("max_size", PHOTOGRAPH.length));
        String less = Tokens.of(owner.subject(), Map.of("max_size", PHOTOGRAPH.length - 1));

        post(exact, PHOTOGRAPH).then().statusCode(201);
        put(exact, UUID.randomUUID(), PHOTOGRAPH).then().statusCode(201);
        for (Response response : List.of(post(less, PHOTOGRAPH), put(less, UUID.randomUUID(), PHOTOGRAPH))) {
            response.then()
                    .statusCode(413)
                    .body("type", equalTo(PROBLEM + "content-too-large"))
                    .body("limit", equalTo(PHOTOGRAPH.length - 1))
                    .body("actual", equalTo(PHOTOGRAPH.length));
        }
        assertThat(Json.of(owner.request().get("/images")).path("images")).hasSize(2);
    }

    @Test
    default void limitsTheMediaTypesByTheBytes() {
        Account owner = Account.fresh();
        String token = Tokens.of(owner.subject(), Map.of("media_types", List.of("image/png", "image/gif")));

        for (Response response : List.of(post(token, PHOTOGRAPH), put(token, UUID.randomUUID(), PHOTOGRAPH))) {
            response.then()
                    .statusCode(403)
                    .body("type", equalTo(PROBLEM + "upload-not-allowed"))
                    .body("detectedType", equalTo("image/jpeg"))
                    .body("detail", equalTo("The token allows to upload image/png, image/gif only."));
        }
        byte[] png = Fixtures.realImages().stream()
                .filter(image -> image.mediaType().equals("image/png"))
                .findFirst()
                .orElseThrow()
                .bytes();
        post(token, png).then().statusCode(201).body("mediaType", equalTo("image/png"));
        assertThat(Json.of(owner.request().get("/images")).path("images")).hasSize(1);
    }

    @Test
    default void allowsOneUploadUnderOneId() {
        Account owner = Account.fresh();
        UUID id = UUID.randomUUID();
        String token = Tokens.of(owner.subject(), Map.of("image_id", id.toString()));

        put(token, UUID.randomUUID(), PHOTOGRAPH)
                .then()
                .statusCode(403)
                .body("type", equalTo(PROBLEM + "upload-not-allowed"));
        post(token, PHOTOGRAPH).then().statusCode(201).body("id", equalTo(id.toString()));
        post(token, PHOTOGRAPH).then().statusCode(200).body("id", equalTo(id.toString()));
        put(token, id, PHOTOGRAPH).then().statusCode(200);
        for (Response response : List.of(post(token, OTHER), put(token, id, OTHER))) {
            response.then().statusCode(409).body("type", equalTo(PROBLEM + "image-exists"));
        }
        assertThat(owner.request().get("/images/" + id).asByteArray()).isEqualTo(PHOTOGRAPH);
        assertThat(Json.of(owner.request().get("/images")).path("images")).hasSize(1);
    }

    @Test
    default void allowsNothingButUploadsWithoutAScope() {
        Account owner = Account.fresh();
        String id = owner.uploadedId("a.jpg", PHOTOGRAPH);
        String token = Tokens.of(owner.subject(), Map.of("max_size", 1_000_000));

        RequestSpecification request = Contract.given(token);
        request.get("/images").then().statusCode(403);
        Contract.given(token).get("/images/" + id).then().statusCode(403);
        Contract.given(token).delete("/images/" + id).then().statusCode(403);
        Contract.given(token).post("/images/" + id + "/links").then().statusCode(403);
        Contract.given(Tokens.of(owner.subject(), Map.of("max_size", 1_000_000, "scope", "images:read")))
                .get("/images")
                .then()
                .statusCode(200);
    }

    static Stream<Map<String, Object>> malformed() {
        return Stream.of(
                Map.of("max_size", "5M"),
                Map.of("max_size", 0),
                Map.of("max_size", -1),
                Map.of("max_size", 1.5),
                Map.of("max_size", true),
                Map.of("max_size", List.of(5)),
                Map.of("media_types", List.of()),
                Map.of("media_types", 7),
                Map.of("media_types", Arrays.asList("image/png", 7)),
                Map.of("media_types", Map.of("image/png", true)),
                Map.of("image_id", "1-1-1-1-1"),
                Map.of("image_id", ""),
                Map.of("image_id", 7),
                Map.of("image_id", List.of("019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10")));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    default void rejectsATokenWithAMalformedRestriction(Map<String, Object> claims) {
        put(Tokens.of(Account.fresh().subject(), claims), UUID.randomUUID(), PHOTOGRAPH)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer error=\"invalid_token\", error_description=\""));
    }

    private static Response post(String token, byte[] bytes) {
        return Contract.given(token)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("a.jpg", bytes).body())
                .post("/images");
    }

    private static Response put(String token, UUID id, byte[] bytes) {
        return Contract.given(token).body(bytes).put("/images/" + id);
    }
}
