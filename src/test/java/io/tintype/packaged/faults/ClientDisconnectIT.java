package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.restassured.response.Response;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that disconnect, declare wrong lengths, or stall. Others are served, and resources are released. */
class ClientDisconnectIT {

    private static final String TOKEN = Tokens.of("trouble");
    private static final Duration SOON = Duration.ofSeconds(30);

    /** The number of idle connections. Set {@code -Dtintype.idle=10000} if both processes may open so many files. */
    private static final int IDLE = Integer.getInteger("tintype.idle", 2000);

    private static final int PERMITS = 64;
    private static final int CLIENTS = 20;
    private static final byte[] FORM =
            Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body();
    private static final byte[] LARGE = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(16 * 1024 * 1024));

    private static PackagedApplication application;
    private final ApiClient client = new ApiClient(application, TOKEN);
    private final List<RawConnection> connections = new ArrayList<>();
    private List<String> before;
    private long openFilesBefore;

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "TINTYPE_STORAGE",
                "disk",
                "TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT",
                Integer.toString(PERMITS)));
    }

    @AfterAll
    static void end() {
        application.close();
    }

    @BeforeEach
    void record() throws IOException {
        client.uploadedId(); // opens the files that stay open
        before = client.list();
        openFilesBefore = application.openFiles();
    }

    @AfterEach
    void releasesEverything() throws IOException {
        disconnectAll();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(application.spool().toFile().list()).isNullOrEmpty();
            assertThat(application.openFiles()).isLessThanOrEqualTo(openFilesBefore + 20);
        });
    }

    @Test
    void releasesUploadsOfClientsThatDisconnectAtAnyPoint() throws IOException {
        String head = head(FORM.length);
        List<Integer> points = List.of(0, 1, 60, 150, FORM.length / 2, FORM.length - 30, FORM.length - 1);
        for (int point : points) {
            for (int i = 0; i < CLIENTS; i++) {
                RawConnection upload = connect();
                upload.send(head);
                upload.send(FORM, 0, point);
                upload.close();
            }
        }
        for (int i = 0; i < CLIENTS; i++) {
            RawConnection upload = connect();
            upload.send(head.substring(0, head.length() * i / CLIENTS));
            upload.close();
        }

        await("a permit, once the service has noticed the disconnects")
                .atMost(SOON)
                .until(() -> client.send(Operation.UPLOAD, "").status(), is(201));
        assertThat(client.list()).hasSize(before.size() + 1);
    }

    @Test
    void closesDownloadsOfClientsThatDisconnect() throws IOException {
        String id = client.upload(LARGE).id();
        for (int i = 0; i < CLIENTS; i++) {
            RawConnection download = connect();
            download.send(get("/images/" + id));
            download.readHead();
            download.read(i * 1000);
            download.close();
        }

        assertThat(client.download(id)).isEqualTo(LARGE);
    }

    @Test
    void servesOthersWhileManyConnectionsStall() throws IOException {
        String id = client.upload(LARGE).id();
        for (int i = 0; i < PERMITS - 4; i++) {
            RawConnection slowHead = connect();
            slowHead.send("POST /images HTTP/1.1\r\nHost: test\r\nX-Slow: ");
            RawConnection slowBody = connect();
            slowBody.send(head(FORM.length));
            slowBody.send(FORM, 0, FORM.length / 2);
            RawConnection slowReader = connect();
            slowReader.send(get("/images/" + id));
            slowReader.readHead();
        }

        String fresh = client.uploadedId();
        assertThat(client.download(fresh)).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
        assertThat(client.list()).hasSize(before.size() + 2);
    }

    @Test
    void storesNothingOfABodyShorterThanDeclared() throws IOException {
        RawConnection upload = connect();
        upload.send(head(FORM.length + 1000));
        upload.send(FORM, 0, FORM.length);
        upload.close();

        assertThat(client.send(Operation.UPLOAD, "").status()).isEqualTo(201);
        assertThat(client.list()).hasSize(before.size() + 1);
    }

    @Test
    void readsBytesAfterTheDeclaredLengthAsAnotherRequest() throws IOException {
        RawConnection upload = connect();
        upload.send(head(FORM.length));
        upload.send(Bytes.join(FORM, Bytes.text("0123456789\r\n\r\n")), 0, FORM.length + 14);

        assertThat(upload.readHead()).startsWith("HTTP/1.1 201 ");
        assertThat(client.list()).hasSize(before.size() + 1);
        assertThat(client.send(Operation.UPLOAD, "").status()).isEqualTo(201);
    }

    @Test
    void respondsToPipelinedRequestsInOrder() throws IOException {
        RawConnection requests = connect();
        requests.send(get("/images/" + before.getFirst() + "/metadata") + get("/nothing") + get("/images?limit=0"));

        for (String status : List.of("200", "404", "400")) {
            String head = requests.readHead();
            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
            requests.read(contentLength(head));
        }
    }

    @Test
    void servesOthersBesideThousandsOfIdleConnections() throws IOException {
        for (int i = 0; i < IDLE; i++) {
            connect();
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(application.openFiles()).isGreaterThanOrEqualTo(IDLE));
        assertThat(client.download(client.uploadedId())).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
    }

    @Test
    void rejectsAFormOfTooManyParts() {
        Form form = Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes());
        IntStream.range(0, 1001).forEach(i -> form.field("field" + i, "x"));

        Response rejected = post(form.body());

        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(Json.of(rejected).path("type").asText()).isEqualTo("urn:tintype:problem:invalid-upload");
        assertThat(client.list()).hasSize(before.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images/", "/%69mages", "//images", "/images;x=y", "/./images"})
    void countsUploadsForEverySpellingOfTheirPath(String path) throws IOException {
        RawConnection upload = connect();
        upload.send(head(FORM.length).replace("POST /images ", "POST " + path + " "));
        upload.send(FORM, 0, FORM.length);

        assertThat(upload.readHead()).containsPattern("^HTTP/1.1 (201|400|404) ");
        assertThat(client.send(Operation.UPLOAD, "").status()).isEqualTo(201);
    }

    @Test
    void respondsOverloadedToUploadsWithoutAPermit() throws IOException {
        List<RawConnection> slow = useAllPermits();

        Response rejected = post(FORM);
        assertThat(rejected.statusCode()).isEqualTo(503);
        assertThat(rejected.header("Retry-After")).isEqualTo("5");
        assertThat(Json.of(rejected).path("type").asText()).isEqualTo("urn:tintype:problem:overloaded");
        assertThat(client.list()).isEqualTo(before);

        for (RawConnection upload : slow) {
            upload.send(FORM, FORM.length / 2, FORM.length);
            assertThat(upload.readHead()).startsWith("HTTP/1.1 201 ");
        }
        assertThat(client.list()).hasSize(before.size() + PERMITS);
        assertThat(post(FORM).statusCode()).isEqualTo(201);
    }

    @Test
    void releasesAPermitOnceWhenTheClientDisconnectsAfterTheUpload() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            RawConnection upload = connect();
            upload.send(head(FORM.length));
            upload.send(FORM);
            upload.close();
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());

        useAllPermits();

        assertThat(post(FORM).statusCode()).isEqualTo(503);
    }

    @Test
    void grantsNoPermitToUnauthenticatedUploads() throws IOException {
        String anonymous = head(FORM.length).replaceFirst("Authorization: [^\r]*\r\n", "");
        String forged = head(FORM.length).replaceFirst("(Authorization: Bearer [^.]*\\.)", "$1x");
        for (int i = 0; i < PERMITS; i++) {
            for (String head : List.of(anonymous, forged)) {
                RawConnection upload = connect();
                upload.send(head);
                upload.send(FORM, 0, FORM.length / 2);
                assertThat(upload.readHead()).startsWith("HTTP/1.1 401 ");
            }
        }

        assertThat(application.spool().toFile().list()).isNullOrEmpty();
        assertThat(client.send(Operation.UPLOAD, "").status()).isEqualTo(201);
    }

    /** Starts as many uploads as there are permits. */
    private List<RawConnection> useAllPermits() throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            RawConnection upload = connect();
            upload.send(head(FORM.length));
            upload.send(FORM, 0, FORM.length / 2);
            slow.add(upload);
            await().atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() ->
                            assertThat(application.spool().toFile().list()).hasSize(slow.size()));
        }
        return slow;
    }

    private static Response post(byte[] form) {
        return Contract.given(application.baseUri(), TOKEN)
                .contentType(Form.CONTENT_TYPE)
                .body(form)
                .post("/images");
    }

    private RawConnection connect() throws IOException {
        RawConnection connection = new RawConnection(application, SOON);
        connections.add(connection);
        return connection;
    }

    private void disconnectAll() throws IOException {
        for (RawConnection connection : connections) {
            connection.close();
        }
    }

    private static String head(int length) {
        return "POST /images HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Type: "
                + Form.CONTENT_TYPE + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n";
    }

    private static int contentLength(String head) {
        return Integer.parseInt(head.replaceAll("(?is).*\r\ncontent-length: (\\d+)\r\n.*", "$1"));
    }
}
