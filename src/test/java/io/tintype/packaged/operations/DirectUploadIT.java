package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Settings;
import io.tintype.storage.Checksum;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Tests uploads to the store, which verifies the signatures of the requests. */
class DirectUploadIT {

    private static final byte[] PHOTOGRAPH = Fixtures.PHOTOGRAPH.bytes();
    private static final byte[] TEXT = "This is not an image.".getBytes(StandardCharsets.UTF_8);

    private static PackagedApplication application;
    private static S3Client client;
    private static String bucket;

    private final String subject = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        bucket = S3Server.shared().createBucket();
        client = S3Server.shared().client().build();
        application = PackagedApplication.start(Settings.with(
                S3Server.shared().settings(bucket), "JWT_SECRET", Tokens.SECRET, "TINTYPE_AUDIT_LOG", "stdout"));
    }

    @AfterAll
    static void stop() {
        application.close();
        client.close();
    }

    @Test
    void storesWhatTheClientSendsToTheStore() throws Exception {
        Response created = begin(PHOTOGRAPH, "Straße \"am\" Meer.jpg");
        JsonNode upload = Json.of(created);
        String id = upload.path("id").asText();

        created.then()
                .statusCode(201)
                .header("Location", "/uploads/" + id)
                .header("Cache-Control", "no-store")
                .body("method", equalTo("PUT"));
        assertThat(upload.path("url").asText()).contains("X-Amz-Expires=300").doesNotContain(token());
        assertThat(Instant.parse(upload.path("expiresAt").asText()))
                .isBetween(Instant.now().plusSeconds(240), Instant.now().plusSeconds(300));
        complete(id).then().statusCode(409).body("type", equalTo("urn:tintype:problem:upload-not-sent"));

        assertThat(send(upload, PHOTOGRAPH)).isEqualTo(200);
        Response completed = complete(id);

        completed
                .then()
                .statusCode(201)
                .header("Location", "/images/" + id)
                .header("Repr-Digest", startsWith("sha-256=:"))
                .body("id", equalTo(id))
                .body("name", equalTo("Straße \"am\" Meer.jpg"))
                .body("mediaType", equalTo("image/jpeg"))
                .body("size", equalTo(PHOTOGRAPH.length))
                .body("width", equalTo(320))
                .body("sha256", equalTo(sha256(PHOTOGRAPH)));
        assertThat(request().get("/images/" + id).asByteArray()).isEqualTo(PHOTOGRAPH);
        assertThat(Json.ids(request().get("/images"))).containsExactly(id);
        assertThat(objects("uploads/")).isEmpty();

        Response repeated = complete(id);
        repeated.then().statusCode(200);
        assertThat(Json.of(repeated)).isEqualTo(Json.of(completed));
        assertThat(application.log().lines().filter(line -> line.contains(id)))
                .anyMatch(line -> line.contains("\"createDirectUpload\"") && line.contains("201"))
                .anyMatch(line -> line.contains("\"completeDirectUpload\"") && line.contains("\"upload-not-sent\""))
                .anyMatch(line -> line.contains("\"completeDirectUpload\"") && line.contains("201"));
    }

    @Test
    void storesOneImageWhenCompletedAtOnce() throws Exception {
        JsonNode upload = Json.of(begin(PHOTOGRAPH, "photo.jpg"));
        String id = upload.path("id").asText();
        send(upload, PHOTOGRAPH);
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(() -> complete(id));
        }

        List<Response> responses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Response> response : threads.invokeAll(calls)) {
                responses.add(response.get());
            }
        }

        assertThat(responses)
                .extracting(Response::statusCode)
                .isSubsetOf(200, 201)
                .contains(201);
        assertThat(responses).extracting(Json::of).containsOnly(Json.of(complete(id)));
        assertThat(request().get("/images/" + id).asByteArray()).isEqualTo(PHOTOGRAPH);
        assertThat(Json.ids(request().get("/images"))).containsExactly(id);
        assertThat(objects("uploads/")).isEmpty();
    }

    @Test
    void storesNothingThatIsNotAnImage() throws Exception {
        JsonNode upload = Json.of(begin(TEXT, "photo.jpg"));
        assertThat(send(upload, TEXT)).isEqualTo(200);

        complete(upload.path("id").asText())
                .then()
                .statusCode(415)
                .body("type", equalTo("urn:tintype:problem:unsupported-image"));

        assertThatNothingIsLeft(upload);
    }

    /** Such bytes can only come from a store that does not verify what was signed. */
    @Test
    void storesNothingButTheDeclaredBytes() throws Exception {
        byte[] altered = PHOTOGRAPH.clone();
        altered[altered.length - 1]++;
        for (byte[] other : List.of(altered, new byte[PHOTOGRAPH.length - 1])) {
            JsonNode upload = Json.of(begin(PHOTOGRAPH, "photo.jpg"));
            String key = "uploads/" + subject + "/" + upload.path("id").asText() + "/direct";
            client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(other));

            complete(upload.path("id").asText())
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:tintype:problem:digest-mismatch"));

            assertThatNothingIsLeft(upload);
        }
    }

    private void assertThatNothingIsLeft(JsonNode upload) {
        String id = upload.path("id").asText();
        complete(id).then().statusCode(404).body("type", equalTo("urn:tintype:problem:upload-not-found"));
        request().get("/images/" + id).then().statusCode(404);
        assertThat(objects("uploads/")).isEmpty();
        assertThat(objects("images/")).isEmpty();
        assertThat(objects("catalog/")).isEmpty();
    }

    @Test
    void rejectsWhatTheTokenDoesNotAllow() throws Exception {
        String small = Tokens.of(subject, Map.of("max_size", PHOTOGRAPH.length - 1));
        begin(small, PHOTOGRAPH, "photo.jpg")
                .then()
                .statusCode(413)
                .body("limit", equalTo(PHOTOGRAPH.length - 1))
                .body("actual", equalTo(PHOTOGRAPH.length));
        String one = Tokens.of(subject, Map.of("image_id", UUID.randomUUID().toString()));
        begin(one, PHOTOGRAPH, "photo.jpg")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:tintype:problem:upload-not-allowed"));
        begin(Tokens.of(subject, "images:read"), PHOTOGRAPH, "photo.jpg")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:tintype:problem:insufficient-scope"));

        JsonNode upload = Json.of(begin(PHOTOGRAPH, "photo.jpg"));
        String id = upload.path("id").asText();
        send(upload, PHOTOGRAPH);
        complete(one, id).then().statusCode(403);
        complete(small, id).then().statusCode(413);
        complete(id).then().statusCode(404); // the rejected image has ended its upload

        JsonNode second = Json.of(begin(PHOTOGRAPH, "photo.jpg"));
        send(second, PHOTOGRAPH);
        complete(
                        Tokens.of(subject, Map.of("media_types", List.of("image/png"))),
                        second.path("id").asText())
                .then()
                .statusCode(403)
                .body("detectedType", equalTo("image/jpeg"));
        assertThatNothingIsLeft(second);
    }

    @Test
    void rejectsInvalidParameters() {
        for (String query : List.of(
                "",
                "?size=1",
                "?size=0&sha256=" + sha256(TEXT),
                "?size=x&sha256=" + sha256(TEXT),
                "?size=1&sha256=AB")) {
            request()
                    .post("/uploads/direct" + query)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:tintype:problem:invalid-parameter"));
        }
        complete("not-an-id").then().statusCode(400);
        complete(UUID.randomUUID().toString()).then().statusCode(404);
        begin(Tokens.of("another"), TEXT, "x").then().statusCode(201);
        begin(null, TEXT, "x").then().statusCode(401);
    }

    @Test
    void separatesOwners() throws Exception {
        JsonNode upload = Json.of(begin(PHOTOGRAPH, "photo.jpg"));
        send(upload, PHOTOGRAPH);

        complete(Tokens.of("another"), upload.path("id").asText()).then().statusCode(404);

        complete(upload.path("id").asText()).then().statusCode(201);
    }

    @Test
    void isCanceledAsOtherUploads() throws Exception {
        JsonNode upload = Json.of(begin(PHOTOGRAPH, "photo.jpg"));
        send(upload, PHOTOGRAPH);

        request().delete("/uploads/" + upload.path("id").asText()).then().statusCode(204);

        assertThatNothingIsLeft(upload);
    }

    @Test
    void requiresAStoreThatCan() {
        try (PackagedApplication disk = PackagedApplication.start(Settings.onDisk())) {
            for (String path : List.of(
                    "/uploads/direct?size=21&sha256=" + sha256(TEXT), "/uploads/" + UUID.randomUUID() + "/complete")) {
                Contract.given(disk.baseUri(), token())
                        .post(path)
                        .then()
                        .statusCode(501)
                        .body("type", equalTo("urn:tintype:problem:direct-uploads-unavailable"));
            }
        }
    }

    private String token() {
        return Tokens.of(subject);
    }

    private RequestSpecification request() {
        return Contract.given(application.baseUri(), token());
    }

    private Response begin(byte[] bytes, String name) {
        return begin(token(), bytes, name);
    }

    private static Response begin(String token, byte[] bytes, String name) {
        return Contract.given(application.baseUri(), token)
                .queryParam("size", bytes.length)
                .queryParam("sha256", sha256(bytes))
                .queryParam("name", URLEncoder.encode(name, StandardCharsets.UTF_8))
                .post("/uploads/direct");
    }

    private Response complete(String id) {
        return complete(token(), id);
    }

    private static Response complete(String token, String id) {
        return Contract.given(application.baseUri(), token).post("/uploads/" + id + "/complete");
    }

    private static int send(JsonNode upload, byte[] bytes) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(upload.path("url").asText()))
                .timeout(Duration.ofSeconds(10))
                .PUT(BodyPublishers.ofByteArray(bytes));
        upload.path("headers")
                .properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().asText()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    private List<String> objects(String root) {
        return client.listObjectsV2(request -> request.bucket(bucket).prefix(root + subject + "/")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static String sha256(byte[] bytes) {
        return Checksum.text(Checksum.newSha256().digest(bytes));
    }
}
