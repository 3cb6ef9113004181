package io.tintype.testing;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** A caller with a library of its own. */
public record Account(String subject, Map<String, Object> claims) {

    /** Creates a caller for one test. */
    public static Account fresh() {
        return new Account("subject-" + UUID.randomUUID());
    }

    public Account(String subject) {
        this(subject, Map.of());
    }

    /** Returns a caller of the same library, whose token has further claims. */
    public Account with(Map<String, Object> more) {
        return new Account(subject, more);
    }

    /** Returns a request of this caller, whose response is validated against the contract. */
    public RequestSpecification request() {
        return Contract.given(Tokens.of(subject, claims));
    }

    public Response upload(String name, byte[] bytes) {
        return post(Form.of(name, bytes).body());
    }

    public Response post(byte[] form) {
        return request().contentType(Form.CONTENT_TYPE).body(form).post("/images");
    }

    /** Uploads a valid image and returns its id. */
    public String uploadedId(String name, byte[] bytes) {
        Response uploaded = upload(name, bytes);
        uploaded.then().statusCode(201);
        return Json.of(uploaded).path("id").asText();
    }
}
