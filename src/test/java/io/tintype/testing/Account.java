package io.tintype.testing;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;

/** A caller with a library of its own. */
public record Account(String subject) {

    /** A caller whom no other test knows. */
    public static Account fresh() {
        return new Account("subject-" + UUID.randomUUID());
    }

    /** A request of this caller; its response is held against the contract. */
    public RequestSpecification request() {
        return Contract.given(Tokens.of(subject));
    }

    public Response upload(String name, byte[] bytes) {
        return post(Form.of(name, bytes).body());
    }

    public Response post(byte[] form) {
        return request().contentType(Form.CONTENT_TYPE).body(form).post("/images");
    }

    /** Uploads what is no fault of the test, and gives its id. */
    public String uploadedId(String name, byte[] bytes) {
        Response uploaded = upload(name, bytes);
        uploaded.then().statusCode(201);
        return Json.of(uploaded).path("id").asText();
    }
}
