package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Tokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that requests are rejected with the right problem and store nothing, on every store and every build. */
interface RefusalScenarios {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not-an-id",
                "1-1-1-1-1",
                "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d1",
                "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10x",
                "%2e%2e%2fcatalog"
            })
    default void rejectsInvalidId(String id) {
        Account caller = Account.fresh();

        for (Response response : List.of(
                caller.request().get("/images/" + id),
                caller.request().get("/images/" + id + "/metadata"),
                caller.request().delete("/images/" + id))) {
            response.then()
                    .statusCode(400)
                    .body("type", equalTo(PROBLEM + "invalid-parameter"))
                    .body("violations.parameter", everyItem(equalTo("id")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=-1, limit",
        "limit=ten, limit",
        "limit=99999999999999999999, limit",
        "limit=1.5, limit",
        "cursor=%20, cursor",
        "cursor=abc, cursor",
        "cursor=../catalog, cursor",
    })
    default void rejectsAnInvalidListing(String query, String parameter) {
        Account.fresh()
                .request()
                .get("/images?" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo(PROBLEM + "invalid-parameter"))
                .body("violations.parameter", hasItem(parameter));
    }

    @ParameterizedTest
    @CsvSource({
        "/images?limit=1&limit=1, limit",
        "/images?cursor=&cursor=, cursor",
        "/images/{id}/renditions?width=320&width=640, width",
        "/images/{id}/renditions?width=320&fit=cover&height=320&%66it=contain, fit",
        "/images/{id}/renditions/thumbnail?format=webp&format=webp, format",
    })
    default void rejectsARepeatedParameter(String path, String parameter) {
        Response response = Account.fresh()
                .request()
                .urlEncodingEnabled(false)
                .get(path.replace("{id}", UUID.randomUUID().toString()));

        response.then()
                .statusCode(400)
                .body("type", equalTo(PROBLEM + "invalid-parameter"))
                .body("violations.parameter", equalTo(List.of(parameter)))
                .body("violations.message", equalTo(List.of("must not be repeated")));
    }

    @Test
    default void rejectsARequestWithoutATokenBeforeItReadsParameters() {
        RestAssured.given().get("/images?limit=1&limit=1").then().statusCode(401);
    }

    @Test
    default void namesEveryParameterThatIsWrong() {
        Account.fresh()
                .request()
                .get("/images?limit=0&cursor=%21")
                .then()
                .statusCode(400)
                .body("violations.parameter", equalTo(List.of("cursor", "limit")))
                .body("violations[1].message", equalTo("must be at least 1"));
    }

    static Stream<String> malformedForms() {
        String part = "--" + Form.BOUNDARY + "\r\n";
        String file = part + "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n";
        String end = "\r\n--" + Form.BOUNDARY + "--\r\n";
        String field = part + "Content-Disposition: form-data; name=\"note\"\r\n\r\n\r\n";
        return Stream.of(
                "",
                "no form at all",
                "--" + Form.BOUNDARY,
                part,
                part + "\r\nno headers" + end,
                part + "no colon\r\n\r\nx" + end,
                part + ": no name\r\n\r\nx" + end,
                file + "\r\ncut off",
                file + "Content-Type: no/media/type; charset\r\n\r\n" + end,
                part
                        + "Content-Disposition: form-data; name=\"x\"\r\nContent-Type: text/plain; charset=no-such\r\n\r\nx"
                        + end,
                part + "Content-Disposition: form-data; name=\"x\"\r\nContent-Type: garbage\r\n\r\nx" + end,
                part + "Content-Disposition: attachment\r\n\r\nx" + end,
                part + "Content-Disposition: form-data\r\n\r\nx" + end,
                file + "Content-Transfer-Encoding: base64\r\n\r\n!!!" + end,
                file + "Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ" + end,
                field.repeat(1500) + "--" + Form.BOUNDARY + "--\r\n");
    }

    @ParameterizedTest
    @MethodSource("malformedForms")
    default void rejectsAMalformedForm(String body) {
        Account caller = Account.fresh();

        Response response = caller.post(body.getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isIn(400, 415);
        caller.request().get("/images").then().body("images", equalTo(List.of()));
    }

    /** Decoding is for mail (RFC 7578, section 4.7); to store the encoded bytes as they are would alter the image. */
    @ParameterizedTest
    @CsvSource({"base64, 400", "quoted-printable, 400", "x-unknown, 400", "Binary, 201", "8bit, 201"})
    default void rejectsAnEncodedFile(String encoding, int status) {
        Response response = Account.fresh()
                .post(Bytes.join(
                        Bytes.text("--" + Form.BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n"
                                + "Content-Transfer-Encoding: " + encoding + "\r\n\r\n"),
                        Fixtures.PHOTOGRAPH.bytes(),
                        Bytes.text("\r\n--" + Form.BOUNDARY + "--\r\n")));

        response.then().statusCode(status);
        awaitEmptySpool();
    }

    /** The bytes before a part are buffered in memory. */
    @Test
    default void rejectsAPartWithEndlessHeaders() {
        Response response =
                Account.fresh().post(Bytes.text("--" + Form.BOUNDARY + "\r\n" + "X-Header: x\r\n".repeat(30_000)));

        response.then().statusCode(400).body("type", equalTo(PROBLEM + "invalid-upload"));
    }

    @Test
    default void skipsLargeFieldsBesideTheFile() {
        Form form = new Form()
                .field("before", "x".repeat(300_000))
                .file("file", "photo.jpg", Fixtures.PHOTOGRAPH.bytes())
                .field("after", "x".repeat(300_000));

        Account.fresh().post(form.body()).then().statusCode(201).body("name", equalTo("photo.jpg"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"",
                "multipart/mixed; boundary=x",
                "nonsense",
                "a/b/c"
            })
    default void rejectsAFormWithoutABoundary(String contentType) {
        Account caller = Account.fresh();

        Response response = caller.request()
                .header("Content-Type", contentType)
                .body(Form.of("photo.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                .post("/images");

        assertThat(response.statusCode()).isIn(400, 415);
    }

    @Test
    default void rejectsAnotherContentType() {
        Account caller = Account.fresh();

        Response response = caller.request()
                .contentType("image/jpeg")
                .body(Fixtures.PHOTOGRAPH.bytes())
                .post("/images");

        response.then().statusCode(415).body("type", equalTo(PROBLEM + "unsupported-media-type"));
    }

    /** RFC 9110, section 8.3: a body without a type could have any. */
    @Test
    default void rejectsABodyWithoutAContentType() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String[] type : new String[][] {{}, {"Content-Type", ""}}) {
                HttpRequest.Builder request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + RestAssured.port + "/images"))
                        .header("Authorization", "Bearer " + Tokens.of("somebody"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Form.of("photo.jpg", Fixtures.PHOTOGRAPH.bytes())
                                .body()));
                HttpResponse<String> response = client.send(
                        (type.length == 0 ? request : request.headers(type)).build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(response.statusCode()).isEqualTo(415);
                assertThat(response.body()).contains(PROBLEM + "unsupported-media-type");
            }
        }
    }

    /** RFC 9110, section 12.5.3: Accept-Encoding in the response shows that the coding is the reason. */
    @ParameterizedTest
    @CsvSource({"gzip, 415", "'identity, br', 415", "x-unknown, 415", "identity, 201", "Identity, 201", "'', 201"})
    default void rejectsAnEncodedBody(String coding, int status) {
        Response response = Account.fresh()
                .request()
                .header("Content-Encoding", coding)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photo.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                .post("/images");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.header("Accept-Encoding")).isEqualTo(status == 415 ? "identity" : null);
    }

    @Test
    default void rejectsAnotherResponseFormat() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        for (String path : List.of("/images", "/images/" + id, "/images/" + id + "/metadata")) {
            caller.request()
                    .accept("text/html")
                    .get(path)
                    .then()
                    .statusCode(406)
                    .body("type", equalTo(PROBLEM + "not-acceptable"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /images, 'GET, HEAD, OPTIONS, POST'",
        "DELETE, /images, 'GET, HEAD, OPTIONS, POST'",
        "PATCH, /images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10, 'DELETE, GET, HEAD, OPTIONS, PUT'",
        "POST, /images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10/metadata, 'GET, HEAD, OPTIONS'",
    })
    default void rejectsAMethodThatThePathDoesNotSupport(String method, String path, String allowed) {
        Account.fresh()
                .request()
                .request(method, path)
                .then()
                .statusCode(405)
                .header("Allow", allowed)
                .body("type", equalTo(PROBLEM + "method-not-allowed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10/nothing", "/image"})
    default void rejectsAnUnknownPath(String path) {
        Account.fresh().request().get(path).then().statusCode(404).body("type", equalTo(PROBLEM + "not-found"));
    }

    @Test
    default void requestsATokenAndNamesTheErrorOfAnInvalidOne() {
        Contract.given(null)
                .get("/images")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo(PROBLEM + "unauthenticated"));
        Contract.given("no-token")
                .get("/images")
                .then()
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        "Bearer error=\"invalid_token\", error_description=\"it is malformed, or not signed with a configured key\"");
        Contract.given(Tokens.of("somebody", "images:read"))
                .delete("/images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10")
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"images:delete\"")
                .body("type", equalTo(PROBLEM + "insufficient-scope"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2 * 1024 * 1024})
    default void rejectsMoreBytesThanTheLimit(int more) {
        Account caller = Account.fresh();

        Response response = caller.upload("large.jpg", new byte[(int) Servers.MAX_UPLOAD_BYTES + more]);

        response.then()
                .statusCode(413)
                .body("type", equalTo(PROBLEM + "content-too-large"))
                .body("limit", equalTo((int) Servers.MAX_UPLOAD_BYTES));
        caller.request().get("/images").then().body("images", equalTo(List.of()));
        awaitEmptySpool();
    }

    @Test
    default void acceptsAsManyBytesAsTheLimit() {
        byte[] photo = Fixtures.PHOTOGRAPH.bytes();
        byte[] largest = Arrays.copyOf(photo, (int) Servers.MAX_UPLOAD_BYTES);

        Account.fresh().upload("largest.jpg", largest).then().statusCode(201);

        awaitEmptySpool();
    }

    @Test
    default void countsABodyOfUnknownLength() throws Exception {
        byte[] body = Form.of("large.jpg", new byte[3 * (int) Servers.MAX_UPLOAD_BYTES])
                .body();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/images"))
                    .header("Authorization", "Bearer " + Tokens.of("somebody"))
                    .header("Content-Type", Form.CONTENT_TYPE)
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                    .build();

            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(response.body()).contains(PROBLEM + "content-too-large");
        }
        awaitEmptySpool();
    }

    @Test
    default void leavesNothingOfARejectedFile() {
        Account.fresh()
                .upload("text.jpg", "text".getBytes(StandardCharsets.UTF_8))
                .then()
                .statusCode(415);

        awaitEmptySpool();
    }

    @Test
    default void leavesNothingWhenTheCallerGoesInTheMiddle() throws IOException {
        Account caller = Account.fresh();
        byte[] body = Form.of("photo.jpg", new byte[500_000]).body();
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /images HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + Tokens.of(caller.subject()) + "\r\nContent-Type: " + Form.CONTENT_TYPE
                            + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body, 0, body.length / 2);
            out.flush();
            await().until(() -> spooled() > 0);
        }

        awaitEmptySpool();
        caller.request().get("/images").then().body("images", equalTo(List.of()));
    }

    private static void awaitEmptySpool() {
        await().until(() -> spooled() == 0);
    }

    private static long spooled() throws IOException {
        try (Stream<Path> files = Files.list(Servers.SPOOL)) {
            return files.count();
        }
    }
}
