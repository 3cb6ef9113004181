package io.tintype.http;

import static io.tintype.http.IetfUploadScenarios.IANA;
import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resumable uploads with tus 1.0.0, on every store and every build. The right values come from the specification at
 * https://tus.io/protocols/resumable-upload.
 */
interface TusScenarios {

    byte[] PHOTOGRAPH = Fixtures.PHOTOGRAPH.bytes();
    int HALF = PHOTOGRAPH.length / 2;
    byte[] FIRST = Arrays.copyOf(PHOTOGRAPH, HALF);
    byte[] SECOND = Arrays.copyOfRange(PHOTOGRAPH, HALF, PHOTOGRAPH.length);
    String METADATA = "filename " + Base64.getEncoder().encodeToString("héron.jpg".getBytes(StandardCharsets.UTF_8))
            + ",is_private";

    @Test
    default void storesAnImageInPieces() {
        Account caller = Account.fresh();

        Response created = tus(caller)
                .header("Upload-Length", PHOTOGRAPH.length)
                .header("Upload-Metadata", METADATA)
                .post("/uploads");
        created.then()
                .statusCode(201)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "0")
                .header("Upload-Limit", matchesPattern("max-size=" + Servers.MAX_UPLOAD_BYTES + ", max-age=863\\d\\d"));
        assertThat(expiry(created)).isBetween(Duration.ofHours(23), Duration.ofHours(24));
        String upload = path(created);
        assertThat(upload).matches("/uploads/[0-9a-f-]{36}");

        head(caller, upload)
                .then()
                .statusCode(200)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "0")
                .header("Upload-Length", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Metadata", METADATA)
                .header("Upload-Complete", "?0")
                .header("Cache-Control", "no-store");
        patch(caller, upload, 0, FIRST)
                .then()
                .statusCode(204)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Integer.toString(HALF))
                .header("Upload-Expires", created.header("Upload-Expires"))
                .header("Location", nullValue());
        assertThat(Json.of(caller.request().get("/images")).path("images")).isEmpty();
        String image = upload.replace("uploads", "images");
        patch(caller, upload, HALF, SECOND)
                .then()
                .statusCode(204)
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length))
                .header("Location", endsWith(image));

        assertThat(caller.request().get(image).asByteArray()).isEqualTo(PHOTOGRAPH);
        assertThat(Json.of(caller.request().get(image + "/metadata"))
                        .path("name")
                        .asText())
                .isEqualTo("héron.jpg");
        head(caller, upload)
                .then()
                .statusCode(200)
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Length", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Complete", "?1")
                .header("Location", endsWith(image));
    }

    /** The extension "creation with upload". */
    @Test
    default void takesBytesWhenAnUploadBegins() {
        Account caller = Account.fresh();

        Response whole = create(caller, PHOTOGRAPH);
        whole.then()
                .statusCode(201)
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length))
                .header("Location", endsWith(path(whole)));
        assertThat(caller.request()
                        .get(path(whole).replace("uploads", "images"))
                        .asByteArray())
                .isEqualTo(PHOTOGRAPH);
        head(caller, path(whole)).then().header("Upload-Offset", Integer.toString(PHOTOGRAPH.length));

        Response part = create(caller, FIRST);
        part.then().statusCode(201).header("Upload-Offset", Integer.toString(HALF));
        patch(caller, path(part), HALF, SECOND).then().statusCode(204);
        assertThat(Json.of(caller.request().get("/images")).path("images")).hasSize(2);
    }

    /** The extension "creation-defer-length". */
    @Test
    default void learnsTheLengthLater() {
        Account caller = Account.fresh();
        Response created = tus(caller).header("Upload-Defer-Length", 1).post("/uploads");
        String upload = path(created);

        head(caller, upload)
                .then()
                .statusCode(200)
                .header("Upload-Defer-Length", "1")
                .header("Upload-Length", nullValue());
        patch(caller, upload, 0, FIRST).then().statusCode(204);
        declare(caller, upload, PHOTOGRAPH.length, HALF, new byte[0])
                .then()
                .statusCode(204)
                .header("Upload-Offset", Integer.toString(HALF));
        head(caller, upload)
                .then()
                .header("Upload-Length", Integer.toString(PHOTOGRAPH.length))
                .header("Upload-Defer-Length", nullValue());
        declare(caller, upload, PHOTOGRAPH.length + 1, HALF, SECOND)
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "inconsistent-upload-length"));
        patch(caller, upload, HALF, SECOND).then().statusCode(204);
        assertThat(caller.request().get(upload.replace("uploads", "images")).asByteArray())
                .isEqualTo(PHOTOGRAPH);
    }

    @Test
    default void completesAnUploadThatDeclaresItsLengthAtTheEnd() {
        Account caller = Account.fresh();
        String upload = path(tus(caller).header("Upload-Defer-Length", 1).post("/uploads"));
        patch(caller, upload, 0, PHOTOGRAPH).then().statusCode(204);

        declare(caller, upload, HALF, PHOTOGRAPH.length, new byte[0])
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "inconsistent-upload-length"));
        declare(caller, upload, PHOTOGRAPH.length, PHOTOGRAPH.length, new byte[0])
                .then()
                .statusCode(204)
                .header("Location", endsWith(upload.replace("uploads", "images")));
        assertThat(caller.request().get(upload.replace("uploads", "images")).asByteArray())
                .isEqualTo(PHOTOGRAPH);
    }

    @Test
    default void tellsTheRightOffset() {
        Account caller = Account.fresh();
        String upload = path(create(caller, FIRST));

        for (long offset : List.of(0L, HALF - 1L, HALF + 1L, (long) PHOTOGRAPH.length, 1L << 40)) {
            Response conflict = patch(caller, upload, offset, SECOND);
            conflict.then()
                    .statusCode(409)
                    .header("Upload-Offset", Integer.toString(HALF))
                    .body("type", equalTo(IANA + "mismatching-upload-offset"));
            assertThat(Json.of(conflict).path("expected-offset").asLong()).isEqualTo(HALF);
            assertThat(Json.of(conflict).path("provided-offset").asLong()).isEqualTo(offset);
        }
        patch(caller, upload, HALF, SECOND).then().statusCode(204);
        patch(caller, upload, HALF, SECOND)
                .then()
                .statusCode(409)
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length));
        patch(caller, upload, PHOTOGRAPH.length, new byte[0])
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "completed-upload"));
    }

    @ParameterizedTest
    @CsvSource({"sha1, SHA-1", "sha256, SHA-256", "sha512, SHA-512"})
    default void verifiesChecksums(String name, String algorithm) {
        Account caller = Account.fresh();
        String upload =
                path(tus(caller).header("Upload-Length", PHOTOGRAPH.length).post("/uploads"));

        checked(caller, upload, 0, FIRST, name + " " + digest(algorithm, SECOND))
                .then()
                .statusCode(460)
                .header("Tus-Resumable", "1.0.0")
                .body("type", equalTo(PROBLEM + "checksum-mismatch"));
        head(caller, upload).then().header("Upload-Offset", "0");
        checked(caller, upload, 0, FIRST, name + " " + digest(algorithm, FIRST))
                .then()
                .statusCode(204);
        checked(caller, upload, HALF, SECOND, name + " " + digest(algorithm, FIRST))
                .then()
                .statusCode(460);
        head(caller, upload).then().header("Upload-Offset", Integer.toString(HALF));
        checked(caller, upload, HALF, SECOND, name + " " + digest(algorithm, SECOND))
                .then()
                .statusCode(204);
        assertThat(caller.request().get(upload.replace("uploads", "images")).asByteArray())
                .isEqualTo(PHOTOGRAPH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "md5 1B2M2Y8AsgTpgAmY7PhCfg==",
                "sha1",
                "sha1 ",
                "sha1 %%%",
                "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0="
            })
    default void rejectsMalformedChecksums(String header) {
        Account caller = Account.fresh();
        String upload =
                path(tus(caller).header("Upload-Length", PHOTOGRAPH.length).post("/uploads"));

        checked(caller, upload, 0, FIRST, header)
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Upload-Checksum"));
        head(caller, upload).then().header("Upload-Offset", "0");
    }

    /** The extension "termination". */
    @Test
    default void cancelsAnUpload() {
        Account caller = Account.fresh();
        String upload = path(create(caller, FIRST));

        tus(caller).delete(upload).then().statusCode(204).header("Tus-Resumable", "1.0.0");
        head(caller, upload).then().statusCode(404);
        patch(caller, upload, HALF, SECOND).then().statusCode(404).body("type", equalTo(PROBLEM + "upload-not-found"));
        tus(caller).delete(upload).then().statusCode(204);

        String stored = path(create(caller, PHOTOGRAPH));
        tus(caller).delete(stored).then().statusCode(204);
        caller.request().get(stored.replace("uploads", "images")).then().statusCode(200);
    }

    @Test
    default void describesItself() {
        for (String path : List.of("/uploads", "/uploads/" + UUID.randomUUID())) {
            Contract.given(null)
                    .options(path)
                    .then()
                    .statusCode(200)
                    .header("Tus-Resumable", "1.0.0")
                    .header("Tus-Version", "1.0.0")
                    .header("Tus-Max-Size", Long.toString(Servers.MAX_UPLOAD_BYTES))
                    .header(
                            "Tus-Extension",
                            "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum")
                    .header("Tus-Checksum-Algorithm", "sha1,sha256,sha512")
                    .header("Accept-Patch", "application/offset+octet-stream, application/partial-upload")
                    .header("Upload-Limit", "max-size=" + Servers.MAX_UPLOAD_BYTES);
        }
    }

    @Test
    default void rejectsOtherVersions() {
        Account caller = Account.fresh();
        String upload = path(create(caller, FIRST));

        for (String version : List.of("0.2.2", "1.0.1", "2.0.0", "")) {
            for (Response response : List.of(
                    caller.request().header("Tus-Resumable", version).post("/uploads"),
                    caller.request().header("Tus-Resumable", version).delete(upload),
                    caller.request()
                            .header("Tus-Resumable", version)
                            .body(SECOND)
                            .patch(upload))) {
                response.then()
                        .statusCode(412)
                        .header("Tus-Version", "1.0.0")
                        .body("type", equalTo(PROBLEM + "unsupported-tus-version"));
            }
            caller.request()
                    .header("Tus-Resumable", version)
                    .head(upload)
                    .then()
                    .statusCode(412);
        }
        head(caller, upload).then().statusCode(200).header("Upload-Offset", Integer.toString(HALF));
    }

    @Test
    default void overridesTheMethodOfAPost() {
        Account caller = Account.fresh();
        String upload = path(create(caller, FIRST));

        overriding(caller, "PATCH")
                .header("Upload-Offset", HALF)
                .contentType("application/offset+octet-stream")
                .body(SECOND)
                .post(upload)
                .then()
                .statusCode(204);
        assertThat(caller.request().get(upload.replace("uploads", "images")).asByteArray())
                .isEqualTo(PHOTOGRAPH);
        String other = path(create(caller, FIRST));
        overriding(caller, "DELETE").post(other).then().statusCode(204);
        head(caller, other).then().statusCode(404);
        String image = upload.replace("uploads", "images");
        overriding(caller, "DELETE").post(image).then().statusCode(405);
        caller.request().get(image).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upload-Length | -1 | Upload-Length",
                "Upload-Length | x | Upload-Length",
                "Upload-Length | 1.5 | Upload-Length",
                "Upload-Length | 99999999999999999999 | Upload-Length",
                "Upload-Defer-Length | 2 | Upload-Defer-Length",
                "X-None | 1 | Upload-Length",
            })
    default void rejectsMalformedCreations(String header, String value, String parameter) {
        tus(Account.fresh())
                .header(header, value)
                .post("/uploads")
                .then()
                .statusCode(400)
                .body("type", equalTo(PROBLEM + "invalid-parameter"))
                .body("violations.parameter", contains(parameter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename %%%", "filename a b", "filename YQ==,filename YQ==", " YQ==,", ","})
    default void rejectsMalformedMetadata(String metadata) {
        tus(Account.fresh())
                .header("Upload-Length", 100)
                .header("Upload-Metadata", metadata)
                .post("/uploads")
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Upload-Metadata"));
    }

    @Test
    default void rejectsWhatExceedsItsLimits() {
        Account caller = Account.fresh();
        tus(caller)
                .header("Upload-Length", Servers.MAX_UPLOAD_BYTES + 1)
                .post("/uploads")
                .then()
                .statusCode(413)
                .header("Upload-Limit", "max-size=" + Servers.MAX_UPLOAD_BYTES)
                .body("type", equalTo(PROBLEM + "content-too-large"));
        String upload = path(tus(caller).header("Upload-Length", HALF).post("/uploads"));
        patch(caller, upload, 0, PHOTOGRAPH)
                .then()
                .statusCode(400)
                .body("type", equalTo(IANA + "inconsistent-upload-length"));
        String deferred = path(tus(caller).header("Upload-Defer-Length", 1).post("/uploads"));
        byte[] most = new byte[(int) Servers.MAX_UPLOAD_BYTES];
        patch(caller, deferred, 0, most).then().statusCode(204);
        patch(caller, deferred, most.length, new byte[1]).then().statusCode(413);
        head(caller, deferred).then().header("Upload-Offset", Integer.toString(most.length));

        String small = Tokens.of(caller.subject(), Map.of("max_size", HALF));
        Contract.given(small)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", HALF + 1)
                .post("/uploads")
                .then()
                .statusCode(413)
                .header("Upload-Limit", "max-size=" + HALF)
                .body("limit", equalTo(HALF));
    }

    @Test
    default void requiresTheHeadersOfTus() {
        Account caller = Account.fresh();
        String upload = path(create(caller, FIRST));

        for (String type : List.of("application/octet-stream", "image/jpeg", "application/partial-upload")) {
            tus(caller)
                    .header("Upload-Offset", HALF)
                    .contentType(type)
                    .body(SECOND)
                    .patch(upload)
                    .then()
                    .statusCode(415)
                    .header("Accept-Patch", "application/offset+octet-stream")
                    .body("type", equalTo(PROBLEM + "unsupported-media-type"));
        }
        for (String offset : List.of("", "-1", "x")) {
            tus(caller)
                    .header("Upload-Offset", offset)
                    .contentType("application/offset+octet-stream")
                    .body(SECOND)
                    .patch(upload)
                    .then()
                    .statusCode(400)
                    .body("violations.parameter", contains("Upload-Offset"));
        }
        caller.request()
                .header("Upload-Offset", HALF)
                .contentType("application/offset+octet-stream")
                .body(SECOND)
                .patch(upload)
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Tus-Resumable"));
        head(caller, upload).then().header("Upload-Offset", Integer.toString(HALF));
    }

    @Test
    default void endsTheUploadOfWhatIsNoImage() {
        Account caller = Account.fresh();
        byte[] text = "no image at all".getBytes(StandardCharsets.US_ASCII);
        String upload = path(tus(caller).header("Upload-Length", text.length).post("/uploads"));
        patch(caller, upload, 0, Arrays.copyOf(text, 5)).then().statusCode(204);

        patch(caller, upload, 5, Arrays.copyOfRange(text, 5, text.length))
                .then()
                .statusCode(415)
                .body("type", equalTo(PROBLEM + "unsupported-image"));
        head(caller, upload).then().statusCode(404);
        create(caller, text).then().statusCode(201); // not whole
        tus(caller)
                .header("Upload-Length", text.length)
                .contentType("application/offset+octet-stream")
                .body(text)
                .post("/uploads")
                .then()
                .statusCode(415);
        tus(caller).header("Upload-Length", 0).post("/uploads").then().statusCode(400);
        assertThat(Json.of(caller.request().get("/images")).path("images")).isEmpty();
    }

    @Test
    default void keepsUploadsOfOthersApart() {
        Account caller = Account.fresh();
        Account other = Account.fresh();
        String upload = path(create(caller, FIRST));

        head(other, upload).then().statusCode(404);
        patch(other, upload, HALF, SECOND).then().statusCode(404);
        tus(other).delete(upload).then().statusCode(204);
        head(caller, upload).then().statusCode(200).header("Upload-Offset", Integer.toString(HALF));
        Contract.given(null)
                .header("Tus-Resumable", "1.0.0")
                .head(upload)
                .then()
                .statusCode(401);
        Contract.given(Tokens.of(caller.subject(), "images:read"))
                .header("Tus-Resumable", "1.0.0")
                .head(upload)
                .then()
                .statusCode(403);
        Contract.given(Tokens.of(caller.subject(), "images:read"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", 1)
                .post("/uploads")
                .then()
                .statusCode(403);
    }

    @Test
    default void storesUnderTheIdOfTheToken() {
        Account owner = Account.fresh();
        UUID id = UUID.randomUUID();
        Account browser = owner.with(Map.of("image_id", id.toString(), "max_size", PHOTOGRAPH.length));
        String upload = path(create(browser, FIRST));

        Account stranger = owner.with(Map.of("image_id", UUID.randomUUID().toString()));
        patch(stranger, upload, HALF, SECOND)
                .then()
                .statusCode(403)
                .body("type", equalTo(PROBLEM + "upload-not-allowed"));
        tus(stranger).delete(upload).then().statusCode(403);
        head(stranger, upload).then().statusCode(403);
        patch(browser, upload, HALF, SECOND).then().statusCode(204).header("Location", endsWith("/images/" + id));
        assertThat(owner.request().get("/images/" + id).asByteArray()).isEqualTo(PHOTOGRAPH);
        head(browser, upload)
                .then()
                .statusCode(200)
                .header("Upload-Offset", Integer.toString(PHOTOGRAPH.length))
                .header("Location", endsWith("/images/" + id));
        create(browser, PHOTOGRAPH).then().statusCode(201);
        byte[] other = Fixtures.realImages().get(2).bytes();
        tus(owner.with(Map.of("image_id", id.toString())))
                .header("Upload-Length", other.length)
                .contentType("application/offset+octet-stream")
                .body(other)
                .post("/uploads")
                .then()
                .statusCode(409)
                .body("type", equalTo(PROBLEM + "image-exists"));
        assertThat(Json.of(owner.request().get("/images")).path("images")).hasSize(1);
    }

    @Test
    default void acceptsOneOfTwoWriters() throws Exception {
        Account caller = Account.fresh();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 20; round++) {
                String upload = path(tus(caller).header("Upload-Length", 1000).post("/uploads"));
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Response>> writers = new ArrayList<>();
                IntStream.rangeClosed(1, 2)
                        .forEach(writer -> writers.add(threads.submit(() -> {
                            byte[] bytes = new byte[100 * writer];
                            start.await();
                            return patch(caller, upload, 0, bytes);
                        })));
                Response one = writers.get(0).get();
                Response two = writers.get(1).get();

                assertThat(List.of(one.statusCode(), two.statusCode())).containsExactlyInAnyOrder(204, 409);
                String offset = one.statusCode() == 204 ? "100" : "200";
                assertThat(one.header("Upload-Offset")).isEqualTo(offset);
                assertThat(two.header("Upload-Offset")).isEqualTo(offset);
                head(caller, upload).then().header("Upload-Offset", offset);
            }
        }
    }

    /** A client repeats its last piece after a timeout, while the service still processes the first one. */
    @Test
    default void neverDeniesAnUploadThatIsCompletedMeanwhile() throws Exception {
        Account caller = Account.fresh();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 30; round++) {
                String upload = path(create(caller, FIRST));
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Response>> writers = new ArrayList<>();
                for (int writer = 0; writer < 2; writer++) {
                    writers.add(threads.submit(() -> {
                        start.await();
                        return patch(caller, upload, HALF, SECOND);
                    }));
                }
                for (Future<Response> writer : writers) {
                    assertThat(writer.get().statusCode()).isIn(204, 409);
                    assertThat(writer.get().header("Upload-Offset")).isEqualTo(Integer.toString(PHOTOGRAPH.length));
                }
            }
        }
    }

    /** A client that ignores the list of extensions would have its parts stored as damaged images. */
    @ParameterizedTest
    @ValueSource(strings = {"partial", "final;/uploads/a /uploads/b"})
    default void rejectsUploadsInParallel(String concat) {
        Account caller = Account.fresh();
        tus(caller)
                .header("Upload-Concat", concat)
                .header("Upload-Length", PHOTOGRAPH.length)
                .contentType("application/offset+octet-stream")
                .body(PHOTOGRAPH)
                .post("/uploads")
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Upload-Concat"));
        assertThat(Json.of(caller.request().get("/images")).path("images")).isEmpty();
    }

    private static RequestSpecification tus(Account caller) {
        return caller.request().header("Tus-Resumable", "1.0.0");
    }

    /** Returns a request that is not validated against the contract, which does not have its method. */
    private static RequestSpecification overriding(Account caller, String method) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.of(caller.subject()))
                .header("Tus-Resumable", "1.0.0")
                .header("X-HTTP-Method-Override", method);
    }

    /** Begins an upload of {@link #PHOTOGRAPH} with its first bytes. */
    private static Response create(Account caller, byte[] bytes) {
        return tus(caller)
                .header("Upload-Length", PHOTOGRAPH.length)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .post("/uploads");
    }

    private static Response head(Account caller, String upload) {
        return tus(caller).head(upload);
    }

    private static Response patch(Account caller, String upload, long offset, byte[] bytes) {
        return tus(caller)
                .header("Upload-Offset", offset)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .patch(upload);
    }

    private static Response declare(Account caller, String upload, long length, long offset, byte[] bytes) {
        return tus(caller)
                .header("Upload-Length", length)
                .header("Upload-Offset", offset)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .patch(upload);
    }

    private static Response checked(Account caller, String upload, long offset, byte[] bytes, String checksum) {
        return tus(caller)
                .header("Upload-Checksum", checksum)
                .header("Upload-Offset", offset)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .patch(upload);
    }

    private static String digest(String algorithm, byte[] bytes) {
        return Base64.getEncoder().encodeToString(new DigestUtils(algorithm).digest(bytes));
    }

    private static String path(Response created) {
        String location = created.header("Location");
        return location.substring(location.lastIndexOf("/uploads"));
    }

    private static Duration expiry(Response response) {
        return Duration.between(
                ZonedDateTime.now(),
                ZonedDateTime.parse(response.header("Upload-Expires"), DateTimeFormatter.RFC_1123_DATE_TIME));
    }
}
