package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tintype.packaged.ApplicationLog;
import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.Operation;
import io.tintype.packaged.S3Fault;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** S3 that is down, silent, slow, throttling or misconfigured, as clients and operators see it. */
class S3OutageIT {

    private static final String TOKEN = Tokens.of("ada");
    private static final String UNKNOWN = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";
    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(60);

    /** The limit is 20 s; the rest is for slow machines. */
    private static final Duration RESPONDS_WITHIN = Duration.ofSeconds(30);

    @Test
    void respondsUnavailableWhileTheServerIsDownAndRecovers() {
        S3Server server = S3Server.start();
        String bucket = server.createBucket();
        try (PackagedApplication application = start(server, bucket)) {
            String id = upload(application, Fixtures.PHOTOGRAPH.bytes());

            server.close();
            for (Operation operation : Operation.values()) {
                assertUnavailable(operation, operation.send(request(application), id));
            }
            assertHealth(application, "/q/health/ready", 503, "DOWN");
            assertHealth(application, "/q/health/live", 200, "UP");

            server = server.startAgain();
            server.createBucket(bucket);
            await().atMost(RECOVERS_WITHIN)
                    .untilAsserted(() -> assertHealth(application, "/q/health/ready", 200, "UP"));
            String next = upload(application, Fixtures.PHOTOGRAPH.bytes());
            assertThat(Operation.DOWNLOAD.send(request(application), next).asByteArray())
                    .isEqualTo(Fixtures.PHOTOGRAPH.bytes());
            assertNothingIsSpooled(application);
        } finally {
            server.close();
        }
    }

    @Test
    void respondsUnavailableWithinTheLimitWhileTheServerIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                PackagedApplication application = PackagedApplication.start(environment(
                        URI.create("http://127.0.0.1:" + silent.getLocalPort()), "images", "key", "secret"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Operation, CompletableFuture<Response>> responses = new EnumMap<>(Operation.class);
            for (Operation operation : Operation.values()) {
                responses.put(
                        operation,
                        CompletableFuture.supplyAsync(() -> operation.send(request(application), UNKNOWN), threads));
            }

            responses.forEach((operation, response) -> assertUnavailable(operation, response.join()));
            assertHealth(application, "/q/health/live", 200, "UP");
            assertNothingIsSpooled(application);
        }
    }

    @Test
    void respondsUnavailableWhenTheServerIsTooSlowForALargeImage() throws Exception {
        byte[] image = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(3_000_000)); // adds 3 s to the limit
        CompletableFuture<Void> end = new CompletableFuture<>();
        HttpServer slow = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        slow.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        slow.createContext("/", exchange -> {
            try (exchange) {
                end.join();
            }
        });
        slow.start();
        Map<String, String> environment = new HashMap<>(
                environment(URI.create("http://127.0.0.1:" + slow.getAddress().getPort()), "images", "key", "secret"));
        environment.put("QUARKUS_S3_API_CALL_TIMEOUT", "1s");
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            Response response = request(application)
                    .contentType(Form.CONTENT_TYPE)
                    .body(Form.of("photograph.jpg", image).body())
                    .post("/images");

            assertUnavailable(Operation.UPLOAD, response);
            assertThat(response.time()).isGreaterThan(4000);
            assertNothingIsSpooled(application);
        } finally {
            end.complete(null);
            slow.stop(0);
        }
    }

    @Test
    void respondsUnavailableWhileTheServerThrottles() throws Exception {
        HttpServer throttling = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        throttling.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
                        .getBytes(StandardCharsets.UTF_8);
                boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
                exchange.getResponseHeaders().set("Content-Type", "application/xml");
                exchange.sendResponseHeaders(503, hasBody ? body.length : -1);
                if (hasBody) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        throttling.start();
        URI endpoint = URI.create("http://127.0.0.1:" + throttling.getAddress().getPort());
        try (PackagedApplication application =
                PackagedApplication.start(environment(endpoint, "images", "key", "secret"))) {
            for (Operation operation : Operation.values()) {
                assertUnavailable(operation, operation.send(request(application), UNKNOWN));
            }
            assertNothingIsSpooled(application);
        } finally {
            throttling.stop(0);
        }
    }

    @Test
    void respondsInternalErrorWhenTheSecretIsWrong() {
        S3Server server = S3Server.shared();
        Map<String, String> environment =
                environment(server.endpoint(), server.createBucket(), server.accessKey(), "another-secret");
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            for (Operation operation : Operation.values()) {
                assertFaultIsLoggedOnce(application, operation, "SignatureDoesNotMatch");
            }
            assertHealth(application, "/q/health/ready", 503, "DOWN");
        }
    }

    @Test
    void respondsInternalErrorWhenTheBucketIsMissing() {
        S3Server server = S3Server.shared();
        Map<String, String> environment =
                environment(server.endpoint(), "no-such-bucket", server.accessKey(), server.secretKey());
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            for (Operation operation : Operation.values()) {
                assertFaultIsLoggedOnce(application, operation, "NoSuchBucket");
            }
            assertHealth(application, "/q/health/ready", 503, "DOWN");
        }
    }

    @Test
    void abortsADownloadWhenTheStoreAborts() throws Exception {
        byte[] image = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(4 * 1024 * 1024));
        S3Server server = S3Server.shared();
        try (FaultInjectingProxy proxy = new FaultInjectingProxy(server.endpoint());
                PackagedApplication application = PackagedApplication.start(Settings.with(
                        Settings.onS3(server),
                        "AWS_ENDPOINT_URL_S3",
                        proxy.endpoint().toString()));
                HttpClient client = HttpClient.newHttpClient()) {
            String id = upload(application, image);
            HttpRequest download = HttpRequest.newBuilder(application.baseUri().resolve("/images/" + id))
                    .header("Authorization", "Bearer " + TOKEN)
                    .header("X-Request-Id", "broken-download")
                    .build();

            proxy.inject(S3Fault.TRUNCATED_BODY);
            assertThatThrownBy(() -> client.send(download, BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);

            proxy.repair();
            assertThat(client.send(download, BodyHandlers.ofByteArray()).body()).isEqualTo(image);
            assertThat(ApplicationLog.entries(application, "ERROR", "broken-download"))
                    .singleElement()
                    .asString()
                    .contains("storage failed during a download", id);
            assertNothingIsSpooled(application);
        }
    }

    private static void assertUnavailable(Operation operation, Response response) {
        assertThat(response.statusCode()).as(operation.name()).isEqualTo(503);
        assertThat(response.header("Retry-After")).as(operation.name()).matches("[0-9]+");
        assertThat(response.time()).as(operation.name()).isLessThan(RESPONDS_WITHIN.toMillis());
        if (operation != Operation.HEAD) {
            assertThat(Json.of(response).path("type").asText())
                    .as(operation.name())
                    .isEqualTo("urn:tintype:problem:storage-unavailable");
        }
    }

    private static void assertFaultIsLoggedOnce(PackagedApplication application, Operation operation, String code) {
        Response response = operation.send(request(application), UNKNOWN);

        assertThat(response.statusCode()).as(operation.name()).isEqualTo(500);
        assertThat(response.header("Retry-After")).as(operation.name()).isNull();
        assertThat(ApplicationLog.entries(application, "ERROR", response.header("X-Request-Id")))
                .as(operation.name())
                .singleElement()
                .asString()
                .contains("storage rejects the requests of this service", code);
        assertThat(application.log()).as(operation.name()).doesNotContain("\tat ");
        if (operation != Operation.HEAD) {
            assertThat(Json.of(response).path("type").asText())
                    .as(operation.name())
                    .isEqualTo("urn:tintype:problem:internal-error");
            assertThat(response.asString())
                    .as(operation.name())
                    .doesNotContainIgnoringCase("amazon", "aws", "bucket", "signature", "s3", "sdk");
        }
    }

    private static void assertHealth(PackagedApplication application, String path, int status, String words) {
        Response response = RestAssured.get(application.managementUri() + path);
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        assertThat(Json.of(response).path("status").asText()).as(path).isEqualTo(words);
    }

    private static void assertNothingIsSpooled(PackagedApplication application) {
        await().atMost(RECOVERS_WITHIN)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
    }

    private static String upload(PackagedApplication application, byte[] image) {
        Response response = request(application)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photograph.jpg", image).body())
                .post("/images");
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private static io.restassured.specification.RequestSpecification request(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }

    private static PackagedApplication start(S3Server server, String bucket) {
        return PackagedApplication.start(
                environment(server.endpoint(), bucket, server.accessKey(), server.secretKey()));
    }

    private static Map<String, String> environment(URI endpoint, String bucket, String key, String secret) {
        return Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME",
                "60s", // no stacks in the log because the machine is busy
                "BUCKET_NAME",
                bucket,
                "AWS_ENDPOINT_URL_S3",
                endpoint.toString(),
                "AWS_ACCESS_KEY_ID",
                key,
                "AWS_SECRET_ACCESS_KEY",
                secret);
    }
}
