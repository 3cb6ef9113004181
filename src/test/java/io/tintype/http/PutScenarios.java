package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.github.f4b6a3.uuid.UuidCreator;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads by PUT, under an id of the client's choice, on every store and every build. */
interface PutScenarios {

    byte[] PHOTOGRAPH = Fixtures.PHOTOGRAPH.bytes();

    static List<UUID> ids() {
        return List.of(UUID.randomUUID(), UuidCreator.getTimeOrderedEpoch());
    }

    @ParameterizedTest
    @MethodSource("ids")
    default void storesOnceHoweverOftenItIsRepeated(UUID id) {
        Account caller = Account.fresh();

        Response first = put(caller, id, PHOTOGRAPH);
        Response second = put(caller, id, PHOTOGRAPH);

        first.then()
                .statusCode(201)
                .body("id", equalTo(id.toString()))
                .body("name", equalTo("image"))
                .header("ETag", '"' + first.path("sha256").toString() + '"')
                .header("Repr-Digest", digest("SHA-256", PHOTOGRAPH));
        assertThat(first.header("Location")).endsWith("/images/" + id);
        second.then().statusCode(200);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(Json.of(caller.request().get("/images")).path("images")).containsExactly(Json.of(first));
        Response download = caller.request().get("/images/" + id);
        assertThat(download.asByteArray()).isEqualTo(PHOTOGRAPH);
        assertThat(download.header("Repr-Digest")).isEqualTo(digest("SHA-256", PHOTOGRAPH));
    }

    @Test
    default void storesNoOtherBytesUnderAnId() {
        Account caller = Account.fresh();
        UUID id = UUID.randomUUID();
        byte[] other = Fixtures.realImages().get(2).bytes();
        put(caller, id, PHOTOGRAPH).then().statusCode(201);

        put(caller, id, other).then().statusCode(409).body("type", equalTo(PROBLEM + "image-exists"));
        assertThat(caller.request().get("/images/" + id).asByteArray()).isEqualTo(PHOTOGRAPH);
        put(Account.fresh(), id, other).then().statusCode(201); // of another library
    }

    @Test
    default void storesOneOfConcurrentImages() throws Exception {
        Account caller = Account.fresh();
        UUID id = UUID.randomUUID();
        List<byte[]> rivals = List.of(PHOTOGRAPH, Fixtures.realImages().get(2).bytes());
        CyclicBarrier start = new CyclicBarrier(8);
        List<Response> responses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Response>> calls = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return put(caller, id, rivals.get(i % 2));
                    }))
                    .toList();
            for (Future<Response> call : calls) {
                responses.add(call.get());
            }
        }

        byte[] stored = caller.request().get("/images/" + id).asByteArray();
        int winner = Arrays.equals(stored, rivals.get(0)) ? 0 : 1;
        assertThat(stored).isEqualTo(rivals.get(winner));
        assertThat(responses.stream().filter(response -> response.statusCode() == 201))
                .hasSize(1);
        for (int i = 0; i < responses.size(); i++) {
            assertThat(responses.get(i).statusCode()).isIn(i % 2 == winner ? List.of(200, 201) : List.of(409));
        }
        assertThat(Json.of(caller.request().get("/images")).path("images")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attachment; filename=\"harbour.jpg\" | harbour.jpg",
                "attachment; filename=\"x.jpg\"; filename*=UTF-8''%E2%82%AC.jpg | €.jpg",
                "inline; filename=a\\b.jpg | b.jpg",
                "attachment | from-query.jpg"
            })
    default void takesTheNameOfContentDisposition(String header, String name) {
        named(header).then().statusCode(201).body("name", equalTo(name));
    }

    @Test
    default void readsANameInUtf8() {
        String sent = new String("filename=\"café.jpg\"".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        named("attachment; " + sent).then().statusCode(201).body("name", equalTo("café.jpg"));
    }

    private static Response named(String disposition) {
        return Account.fresh()
                .request()
                .header("Content-Disposition", disposition)
                .body(PHOTOGRAPH)
                .put("/images/" + UUID.randomUUID() + "?name=from-query.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Digest", "Repr-Digest"})
    default void verifiesDigests(String header) {
        Account caller = Account.fresh();
        String sha256 = digest("SHA-256", PHOTOGRAPH);
        String sha512 = digest("SHA-512", PHOTOGRAPH);
        String wrong256 = digest("SHA-256", new byte[0]);
        String wrong512 = digest("SHA-512", new byte[0]);

        for (String right :
                List.of(sha256, sha512, sha256 + ", " + sha512, "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:, " + sha256)) {
            with(caller, header, right).then().statusCode(201);
        }
        for (String wrong : List.of(wrong256, wrong512, sha256 + ", " + wrong512, wrong256 + ", " + sha512)) {
            UUID id = UUID.randomUUID();
            caller.request()
                    .header(header, wrong)
                    .body(PHOTOGRAPH)
                    .put("/images/" + id)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo(PROBLEM + "digest-mismatch"));
            caller.request().get("/images/" + id).then().statusCode(404);
        }
        for (String malformed : List.of(
                "sha-256=abc",
                "sha-256=\"" + sha256.substring(9, sha256.length() - 1) + "\"",
                "sha-256=:AAAA:",
                "sha-512=" + sha256.substring(8),
                "sha-256=:%%%:",
                ":",
                "sha-256")) {
            with(caller, header, malformed)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo(PROBLEM + "invalid-parameter"))
                    .body("violations.parameter", contains(header));
        }
        assertThat(Json.of(caller.request().get("/images")).path("images")).hasSize(4);
    }

    private static Response with(Account caller, String header, String value) {
        return caller.request().header(header, value).body(PHOTOGRAPH).put("/images/" + UUID.randomUUID());
    }

    @Test
    default void evaluatesConditionsOfAPut() {
        Account caller = Account.fresh();
        UUID id = UUID.randomUUID();
        String tag = '"' + digestHex() + '"';

        conditional(caller, id, "If-Match", "*").then().statusCode(412);
        conditional(caller, id, "If-None-Match", "*").then().statusCode(201);
        conditional(caller, id, "If-None-Match", "*")
                .then()
                .statusCode(412)
                .body("type", equalTo(PROBLEM + "precondition-failed"));
        conditional(caller, id, "If-None-Match", tag).then().statusCode(412);
        conditional(caller, id, "If-Match", tag).then().statusCode(200);
        conditional(caller, id, "If-Match", "\"other\"").then().statusCode(412);
        conditional(caller, id, "If-None-Match", "\"other\"").then().statusCode(200);
    }

    private static Response conditional(Account caller, UUID id, String header, String value) {
        return caller.request().header(header, value).body(PHOTOGRAPH).put("/images/" + id);
    }

    @Test
    default void refusesAPutAsItRefusesAForm() {
        Account caller = Account.fresh();

        caller.request()
                .body(PHOTOGRAPH)
                .put("/images/1")
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("id"));
        put(caller, UUID.randomUUID(), new byte[0])
                .then()
                .statusCode(400)
                .body("type", equalTo(PROBLEM + "invalid-upload"));
        put(caller, UUID.randomUUID(), "no image".getBytes(StandardCharsets.US_ASCII))
                .then()
                .statusCode(415);
        put(caller, UUID.randomUUID(), Arrays.copyOf(PHOTOGRAPH, 100)).then().statusCode(422);
        caller.request()
                .header("Content-Encoding", "gzip")
                .body(PHOTOGRAPH)
                .put("/images/" + UUID.randomUUID())
                .then()
                .statusCode(415)
                .header("Accept-Encoding", "identity");
        Contract.given(Tokens.of(caller.subject(), "images:read"))
                .body(PHOTOGRAPH)
                .put("/images/" + UUID.randomUUID())
                .then()
                .statusCode(403);
        Contract.given(null)
                .body(PHOTOGRAPH)
                .put("/images/" + UUID.randomUUID())
                .then()
                .statusCode(401);
        assertThat(Json.of(caller.request().get("/images")).path("images")).isEmpty();
    }

    /** What {@code curl -C 100 -T} sends (RFC 9110, section 14.5): the part would be the whole image from then on. */
    @Test
    default void rejectsAPartOfAnImage() {
        Account caller = Account.fresh();
        UUID id = UUID.randomUUID();

        conditional(caller, id, "Content-Range", "bytes 0-8151/99999")
                .then()
                .statusCode(400)
                .body("violations.parameter", contains("Content-Range"));
        caller.request().get("/images/" + id).then().statusCode(404);
    }

    private static Response put(Account caller, UUID id, byte[] bytes) {
        RequestSpecification request = caller.request();
        return request.body(bytes).put("/images/" + id);
    }

    private static String digestHex() {
        return java.util.HexFormat.of().formatHex(hash("SHA-256", PHOTOGRAPH));
    }

    private static String digest(String algorithm, byte[] bytes) {
        return algorithm.toLowerCase(java.util.Locale.ROOT) + "=:"
                + Base64.getEncoder().encodeToString(hash(algorithm, bytes)) + ":";
    }

    private static byte[] hash(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
