package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Usage, and quotas of tokens, on every store and every build. */
interface QuotaScenarios {

    byte[] IMAGE = Fixtures.PHOTOGRAPH.bytes();

    @Test
    default void countsTheImagesOfTheCaller() {
        Account caller = Account.fresh();
        usage(caller, 0, 0);
        String id = caller.uploadedId("a.jpg", IMAGE);
        UUID own = UUID.randomUUID();
        put(caller, own).then().statusCode(201);
        put(caller, own).then().statusCode(200);
        usage(caller, 2L * IMAGE.length, 2);

        caller.request().delete("/images/" + id).then().statusCode(204);
        caller.request().delete("/images/" + id).then().statusCode(204);

        usage(caller, IMAGE.length, 1);
        usage(Account.fresh(), 0, 0);
    }

    private static void usage(Account caller, long bytes, int images) {
        caller.request()
                .get("/usage")
                .then()
                .statusCode(200)
                .body("bytes", equalTo((int) bytes))
                .body("images", equalTo(images))
                .body("quotaBytes", nullValue())
                .header("Cache-Control", "no-store");
    }

    @Test
    default void limitsTheNumberOfImages() {
        Account caller = Account.fresh().with(Map.of("quota_images", 2));
        UUID second = UUID.randomUUID();
        String first = caller.uploadedId("a.jpg", IMAGE);
        put(caller, second).then().statusCode(201);

        for (Response response : List.of(caller.upload("b.jpg", IMAGE), put(caller, UUID.randomUUID()))) {
            response.then()
                    .statusCode(403)
                    .body("type", equalTo(PROBLEM + "quota-exceeded"))
                    .body("limit", equalTo(2))
                    .body("actual", equalTo(2));
        }
        put(caller, second).then().statusCode(200); // a repeated request needs no room
        caller.request().get("/usage").then().body("images", equalTo(2)).body("quotaImages", equalTo(2));

        caller.request().delete("/images/" + first).then().statusCode(204);
        put(caller, UUID.randomUUID()).then().statusCode(201);
    }

    @Test
    default void limitsTheBytes() {
        Account caller = Account.fresh().with(Map.of("quota_bytes", 2 * IMAGE.length - 1));
        caller.uploadedId("a.jpg", IMAGE);

        caller.upload("b.jpg", IMAGE)
                .then()
                .statusCode(403)
                .body("type", equalTo(PROBLEM + "quota-exceeded"))
                .body("limit", equalTo(2 * IMAGE.length - 1))
                .body("actual", equalTo(IMAGE.length));
        caller.with(Map.of("quota_bytes", 2 * IMAGE.length)).uploadedId("b.jpg", IMAGE);
        caller.with(Map.of("quota_bytes", 0)).upload("c.jpg", IMAGE).then().statusCode(403);
    }

    @Test
    default void keepsAResumableUploadThatExceedsTheQuota() {
        Account caller = Account.fresh().with(Map.of("quota_images", 1));
        String stored = caller.uploadedId("a.jpg", IMAGE);
        Response created =
                caller.request().header("Upload-Complete", "?0").body(IMAGE).post("/uploads");
        created.then().statusCode(201);
        String location = created.header("Location");
        String upload = location.substring(location.lastIndexOf("/uploads"));

        complete(caller, upload)
                .then()
                .statusCode(403)
                .header("Upload-Complete", nullValue())
                .body("type", equalTo(PROBLEM + "quota-exceeded"));
        caller.request().delete("/images/" + stored).then().statusCode(204);
        complete(caller, upload).then().statusCode(201).header("Upload-Complete", "?1");
    }

    /** A client learns it before it sends the bytes. */
    @Test
    default void createsNoResumableUploadThatWouldExceedTheQuota() {
        Account caller = Account.fresh().with(Map.of("quota_images", 1));
        caller.uploadedId("a.jpg", IMAGE);

        caller.request()
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", IMAGE.length)
                .post("/uploads")
                .then()
                .statusCode(403)
                .header("Location", nullValue())
                .body("type", equalTo(PROBLEM + "quota-exceeded"))
                .body("limit", equalTo(1));
        caller.request()
                .header("Upload-Complete", "?0")
                .header("Upload-Length", IMAGE.length)
                .body(IMAGE)
                .post("/uploads")
                .then()
                .statusCode(403)
                .header("Location", nullValue())
                .body("type", equalTo(PROBLEM + "quota-exceeded"));
    }

    private static Response complete(Account caller, String upload) {
        return caller.request()
                .header("Upload-Complete", "?1")
                .header("Upload-Offset", IMAGE.length)
                .contentType("application/partial-upload")
                .patch(upload);
    }

    @Test
    default void doesNotCountRejectedUploads() {
        Account caller = Account.fresh().with(Map.of("quota_images", 1));

        caller.upload("a.jpg", new byte[] {1, 2, 3}).then().statusCode(415);
        UUID id = UUID.randomUUID();
        put(caller, id).then().statusCode(201);

        caller.request().delete("/images/" + id).then().statusCode(204);
        caller.uploadedId("b.jpg", IMAGE);
    }

    /** Everything else that the token allows remains allowed. */
    @Test
    default void doesNotMakeATokenOneForUploadsOnly() {
        Account caller = Account.fresh().with(Map.of("quota_images", 1));

        assertThat(caller.request().get("/images").statusCode()).isEqualTo(200);
    }

    @Test
    default void needsTheScopeToCount() {
        Contract.given(Tokens.of(Account.fresh().subject(), "images:write"))
                .get("/usage")
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"images:read\"");
    }

    static List<Map<String, Object>> malformedQuotas() {
        return List.of(
                Map.of("quota_bytes", -1),
                Map.of("quota_bytes", "10G"),
                Map.of("quota_images", 1.5),
                Map.of("quota_images", List.of(1)));
    }

    @ParameterizedTest
    @MethodSource("malformedQuotas")
    default void rejectsATokenWithAMalformedQuota(Map<String, Object> claims) {
        Account.fresh().with(claims).request().get("/usage").then().statusCode(401);
    }

    private static Response put(Account caller, UUID id) {
        return caller.request().body(IMAGE).put("/images/" + id);
    }
}
