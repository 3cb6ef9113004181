package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resumable uploads with the IETF's protocol, on every store and every build. The right values come from
 * draft-ietf-httpbis-resumable-upload.
 */
interface IetfUploadScenarios {

    String IANA = "https://iana.org/assignments/http-problem-types#";

    byte[] PHOTOGRAPH = Fixtures.PHOTOGRAPH.bytes();
    int HALF = PHOTOGRAPH.length / 2;
    byte[] FIRST = Arrays.copyOf(PHOTOGRAPH, HALF);
    byte[] SECOND = Arrays.copyOfRange(PHOTOGRAPH, HALF, PHOTOGRAPH.length);

    @Test
    default void storesAnImageInParts() {
        Account caller = Account.fresh();

        Response created = caller.request()
                .header("Upload-Complete", "?0")
                .header("Upload-Length", PHOTOGRAPH.length)
                .header("Content-Disposition", "inline; filename=\"x.jpg\"; filename*=UTF-8''h%C3%A9ron.jpg")
                .body(FIRST)
                .post("/uploads");
        created.then()
                .statusCode(201)
                .header("Upload-Complete", "?0")
                .header("Upload-Offset", Integer.toString(HALF))
                .header("Upload-Limit", matchesPattern("max-size=1048576, max-age=863\\d\\d"))
                .header("Tus-Resumable", nullValue());
        String upload = path(created);
        caller.request()
                .head(upload)
                .then()
                .statusCode(204)
                .header("Upload-Complete", "?0")
                .header("Upload-Offset", Integer.toString(HALF))
                .header("Upload-Length", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Limit", matchesPattern("max-size=1048576, max-age=863\\d\\d"))
                .header("Cache-Control", "no-store");
        append(caller, upload, HALF, "?0", Arrays.copyOf(SECOND, 1))
                .then()
                .statusCode(204)
                .header("Upload-Complete", "?0")
                .header("Upload-Offset", Integer.toString(HALF + 1));
        Response done = append(caller, upload, HALF + 1, "?1", Arrays.copyOfRange(SECOND, 1, SECOND.length));
        String image = upload.replace("uploads", "images");
        done.then()
                .statusCode(201)
                .header("Upload-Complete", "?1")
                .header("Location", endsWith(image))
                .header("ETag", '"' + DigestUtils.sha256Hex(PHOTOGRAPH) + '"')
                .header("Repr-Digest", "sha-256=:" + sha256(PHOTOGRAPH) + ":")
                .body("name", equalTo("héron.jpg"))
                .body("size", equalTo(PHOTOGRAPH.length));
        assertThat(caller.request().get(image).asByteArray()).isEqualTo(PHOTOGRAPH);
        caller.request()
                .head(upload)
                .then()
                .statusCode(204)
                .header("Upload-Complete", "?1")
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Length", Integer.toString(PHOTOGRAPH.length))
                .header("Location", endsWith(image));
    }

    @Test
    default void storesAWholeImageAtOnce() {
        Account caller = Account.fresh();

        Response done = create(caller, "?1", PHOTOGRAPH);
        done.then().statusCode(201).header("Upload-Complete", "?1").body("size", equalTo(PHOTOGRAPH.length));
        assertThat(caller.request().get("/images/" + done.path("id")).asByteArray())
                .isEqualTo(PHOTOGRAPH);
    }

    /** The length equals the offset, but the client has not said that the upload is complete (section 4.2.2). */
    @Test
    default void completesAnUploadWithoutFurtherBytes() {
        Account caller = Account.fresh();
        Response created = create(caller, "?0", PHOTOGRAPH);
        String upload = path(created);
        caller.request()
                .head(upload)
                .then()
                .header("Upload-Complete", "?0")
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Length", nullValue());

        append(caller, upload, PHOTOGRAPH.length, "?1", new byte[0]).then().statusCode(201);
        append(caller, upload, PHOTOGRAPH.length, "?1", new byte[0])
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "completed-upload"));
        append(caller, upload, HALF, "?1", SECOND)
                .then()
                .statusCode(409)
                .body("type", equalTo(IANA + "mismatching-upload-offset"));
    }

    @Test
    default void repeatsTheResponseForTheSameImage() {
        Account owner = Account.fresh();
        Account browser = owner.with(Map.of("image_id", UUID.randomUUID().toString()));

        Response first = create(browser, "?1", PHOTOGRAPH);
        first.then().statusCode(201);
        Response second = create(browser, "?1", PHOTOGRAPH);
        second.then().statusCode(200).header("Upload-Complete", "?1");
        assertThat(second.asString()).isEqualTo(first.asString());
        String upload = path(create(browser, "?0", FIRST));
        append(browser, upload, HALF, "?1", SECOND).then().statusCode(200).header("Upload-Complete", "?1");
        assertThat(Json.of(owner.request().get("/images")).path("images")).hasSize(1);
    }

    @Test
    default void rejectsInconsistentLengths() {
        Account caller = Account.fresh();
        caller.request()
                .header("Upload-Complete", "?1")
                .header("Upload-Length", PHOTOGRAPH.length + 1)
                .body(PHOTOGRAPH)
                .post("/uploads")
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "inconsistent-upload-length"));
        String upload = path(caller.request()
                .header("Upload-Complete", "?0")
                .header("Upload-Length", PHOTOGRAPH.length)
                .body(FIRST)
                .post("/uploads"));
        append(caller, upload, HALF, "?1", Arrays.copyOf(SECOND, 10))
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "inconsistent-upload-length"));
        append(caller, upload, HALF, "?0", PHOTOGRAPH)
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "inconsistent-upload-length"));
        caller.request().head(upload).then().header("Upload-Offset", Integer.toString(HALF));
        append(caller, upload, HALF, "?1", SECOND).then().statusCode(201);
    }

    @Test
    default void tellsAClientOfTheIetfTheRightOffset() {
        Account caller = Account.fresh();
        String upload = path(create(caller, "?0", FIRST));

        Response conflict = append(caller, upload, 0, "?0", FIRST);
        conflict.then()
                .statusCode(409)
                .header("Upload-Offset", Integer.toString(HALF))
                .body("type", equalTo(IANA + "mismatching-upload-offset"));
        assertThat(Json.of(conflict).path("expected-offset").asLong()).isEqualTo(HALF);
        assertThat(Json.of(conflict).path("provided-offset").asLong()).isZero();
        caller.request().delete(upload).then().statusCode(204);
        caller.request().head(upload).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?2", "1", "true", "yes"})
    default void requiresToKnowWhetherTheUploadIsComplete(String complete) {
        create(Account.fresh(), complete, FIRST)
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Upload-Complete"));
    }

    @Test
    default void requiresTheHeadersOfTheIetf() {
        Account caller = Account.fresh();
        String upload = path(create(caller, "?0", FIRST));

        caller.request().body(FIRST).post("/uploads").then().statusCode(400);
        caller.request()
                .header("Upload-Complete", "?1")
                .header("Upload-Offset", HALF)
                .contentType("application/octet-stream")
                .body(SECOND)
                .patch(upload)
                .then()
                .statusCode(415)
                .header("Accept-Patch", "application/partial-upload");
        caller.request()
                .header("Upload-Complete", "?1")
                .contentType("application/partial-upload")
                .body(SECOND)
                .patch(upload)
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Upload-Offset"));
        caller.request()
                .header("Upload-Complete", "?1")
                .header("Upload-Offset", HALF)
                .header("Content-Encoding", "gzip")
                .contentType("application/partial-upload")
                .body(SECOND)
                .patch(upload)
                .then()
                .statusCode(415)
                .header("Accept-Encoding", "identity");
        caller.request().head(upload).then().header("Upload-Offset", Integer.toString(HALF));
    }

    @Test
    default void verifiesTheDigestsOfPiecesAndOfTheImage() {
        Account caller = Account.fresh();
        for (String whole : List.of(
                "sha-256=:" + sha256(PHOTOGRAPH) + ":",
                "sha-512=:" + Base64.getEncoder().encodeToString(DigestUtils.sha512(PHOTOGRAPH)) + ":")) {
            String upload = path(stated(caller, whole));
            digested(caller, upload, "sha-256=:" + sha256(FIRST) + ":")
                    .then()
                    .statusCode(400)
                    .body("type", equalTo(PROBLEM + "digest-mismatch"));
            caller.request().head(upload).then().header("Upload-Offset", Integer.toString(HALF));
            digested(caller, upload, "sha-256=:" + sha256(SECOND) + ":").then().statusCode(201);
        }
        for (String wrong : List.of(
                "sha-256=:" + sha256(FIRST) + ":",
                "sha-512=:" + Base64.getEncoder().encodeToString(DigestUtils.sha512(FIRST)) + ":")) {
            String upload = path(stated(caller, wrong));
            append(caller, upload, HALF, "?1", SECOND)
                    .then()
                    .statusCode(400)
                    .header("Upload-Complete", "?1")
                    .body("type", equalTo(PROBLEM + "digest-mismatch"));
            caller.request().head(upload).then().statusCode(404);
            caller.request()
                    .header("Upload-Complete", "?1")
                    .header("Repr-Digest", wrong)
                    .body(PHOTOGRAPH)
                    .post("/uploads")
                    .then()
                    .statusCode(400)
                    .body("type", equalTo(PROBLEM + "digest-mismatch"));
        }
        assertThat(Json.of(caller.request().get("/images")).path("images")).hasSize(2);
    }

    @Test
    default void endsWithTheFailureOfTheImage() {
        Account caller = Account.fresh();
        byte[] text = "no image".getBytes(StandardCharsets.US_ASCII);

        create(caller, "?1", text)
                .then()
                .statusCode(415)
                .header("Upload-Complete", "?1")
                .body("type", equalTo(PROBLEM + "unsupported-image"));
        create(caller, "?1", Arrays.copyOf(PHOTOGRAPH, 100)).then().statusCode(422);
        create(caller, "?1", new byte[0]).then().statusCode(400);
    }

    /** Such a response must state the limits (section 4.1.4). The second body is rejected before its upload is known. */
    @Test
    default void statesTheLimitThatAnUploadExceeds() {
        Account caller = Account.fresh();
        String upload = path(create(caller, "?0", FIRST));
        for (int bytes : List.of((int) Servers.MAX_UPLOAD_BYTES + 1, 4 * (int) Servers.MAX_UPLOAD_BYTES)) {
            for (Response response : List.of(
                    create(caller, "?1", new byte[bytes]), append(caller, upload, HALF, "?0", new byte[bytes]))) {
                response.then().statusCode(413).header("Upload-Limit", "max-size=" + Servers.MAX_UPLOAD_BYTES);
            }
        }
    }

    private static Response create(Account caller, String complete, byte[] bytes) {
        return caller.request().header("Upload-Complete", complete).body(bytes).post("/uploads");
    }

    /** Begins an upload that states a digest of the whole image. */
    private static Response stated(Account caller, String reprDigest) {
        return caller.request()
                .header("Upload-Complete", "?0")
                .header("Repr-Digest", reprDigest)
                .body(FIRST)
                .post("/uploads");
    }

    private static Response digested(Account caller, String upload, String contentDigest) {
        return caller.request()
                .header("Upload-Complete", "?1")
                .header("Upload-Offset", HALF)
                .header("Content-Digest", contentDigest)
                .contentType("application/partial-upload")
                .body(SECOND)
                .patch(upload);
    }

    private static Response append(Account caller, String upload, long offset, String complete, byte[] bytes) {
        return caller.request()
                .header("Upload-Complete", complete)
                .header("Upload-Offset", offset)
                .contentType("application/partial-upload")
                .body(bytes)
                .patch(upload);
    }

    private static String sha256(byte[] bytes) {
        return Base64.getEncoder().encodeToString(DigestUtils.sha256(bytes));
    }

    private static String path(Response created) {
        String location = created.header("Location");
        return location.substring(location.lastIndexOf("/uploads"));
    }
}
