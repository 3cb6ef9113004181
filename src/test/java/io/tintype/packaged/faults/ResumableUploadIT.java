package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.S3Fault;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.DigestUtils;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts resumable uploads: by cut connections, and by killing the service. */
class ResumableUploadIT {

    private static final Logger LOG = Logger.getLogger(ResumableUploadIT.class);

    /** The number of times that the service is killed. */
    private static final int CRASHES = Integer.getInteger("tintype.crashes", 3);

    private static final int CALLERS = 4;
    private static final int PIECES = 8;
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final byte[] IMAGE = Fixtures.PHOTOGRAPH.bytes();
    private static final int SENT = IMAGE.length / 2;
    private static final String TOKEN = Tokens.of("resumable");

    @TempDir
    Path folder;

    /** The stores under test. */
    enum Store {
        DISK,
        S3
    }

    private Map<String, String> settings(Store store) {
        return switch (store) {
            case DISK ->
                Settings.with(
                        Settings.onDisk(),
                        "TINTYPE_STORAGE_DIRECTORY",
                        folder.resolve("data").toString());
            case S3 -> Settings.onS3(S3Server.shared());
        };
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatACutConnectionHasDelivered(Store store) throws IOException {
        try (PackagedApplication application = PackagedApplication.start(settings(store))) {
            for (String framing : List.of("Content-Length: " + IMAGE.length, "Transfer-Encoding: chunked")) {
                for (boolean isReset : new boolean[] {true, false}) {
                    String upload = create(application);
                    try (RawConnection connection = new RawConnection(application, WITHIN)) {
                        connection.send(patchHead(upload, 0, framing, ""));
                        sendHalf(connection, framing);
                        awaitReceived(application, SENT);
                        if (isReset) {
                            connection.reset();
                        }
                    }

                    await().atMost(WITHIN).until(() -> offset(application, upload), offset -> offset > 0);
                    assertThat(offset(application, upload)).isEqualTo(SENT);
                    patch(application, upload, SENT, Arrays.copyOfRange(IMAGE, SENT, IMAGE.length))
                            .then()
                            .statusCode(204);
                    assertThat(image(application, upload)).isEqualTo(IMAGE);
                }
            }
        }
    }

    /** The client of iOS sends everything in its first request, and resumes at the URL in the interim response. */
    @Test
    void announcesTheUrlToAClientOfTheDraft() throws IOException {
        try (PackagedApplication application = PackagedApplication.start(settings(Store.S3))) {
            String upload;
            try (RawConnection connection = new RawConnection(application, WITHIN)) {
                connection.send(announcedHead("Upload-Draft-Interop-Version: 6\r\n"));
                String interim = connection.readHead();
                assertThat(interim)
                        .startsWith("HTTP/1.1 104 Upload Resumption Supported\r\n")
                        .containsIgnoringCase("\r\nupload-draft-interop-version: 6\r\n")
                        .containsIgnoringCase("\r\nupload-limit: max-size=26214400, max-age=863")
                        .doesNotContainIgnoringCase("content-length");
                upload = location(interim);
                connection.send(IMAGE, 0, SENT);
                awaitReceived(application, SENT);
                connection.reset();
            }
            await().atMost(WITHIN).until(() -> offset(application, upload), offset -> offset > 0);
            Contract.given(application.baseUri(), TOKEN)
                    .header("Upload-Complete", "?1")
                    .header("Upload-Offset", SENT)
                    .contentType("application/partial-upload")
                    .body(Arrays.copyOfRange(IMAGE, SENT, IMAGE.length))
                    .patch(upload)
                    .then()
                    .statusCode(201);
            assertThat(image(application, upload)).isEqualTo(IMAGE);

            try (RawConnection connection = new RawConnection(application, WITHIN)) {
                connection.send(announcedHead("Upload-Draft-Interop-Version: 8\r\n"));
                connection.send(IMAGE);
                String whole = location(connection.readHead());
                assertThat(connection.readHead()).startsWith("HTTP/1.1 201 Created\r\n");
                assertThat(image(application, whole)).isEqualTo(IMAGE);
            }
            // Before version 6, a PATCH has no media type, so the service would reject it.
            for (String other :
                    List.of("", "Upload-Draft-Interop-Version: 3\r\n", "Upload-Draft-Interop-Version: 5\r\n")) {
                try (RawConnection connection = new RawConnection(application, WITHIN)) {
                    connection.send(announcedHead(other));
                    connection.send(IMAGE);
                    assertThat(connection.readHead()).startsWith("HTTP/1.1 201 Created\r\n");
                }
            }
        }
    }

    private static String announcedHead(String version) {
        return "POST /uploads HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\n" + version
                + "Upload-Complete: ?1\r\nContent-Length: " + IMAGE.length + "\r\n\r\n";
    }

    private static String location(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location: "))
                .map(line -> line.substring("location: ".length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void discardsAnIncompletePieceThatHasAChecksum() throws IOException {
        try (PackagedApplication application = PackagedApplication.start(settings(Store.DISK))) {
            String upload = create(application);
            String checksum =
                    "Upload-Checksum: sha1 " + Base64.getEncoder().encodeToString(DigestUtils.sha1(IMAGE)) + "\r\n";
            try (RawConnection connection = new RawConnection(application, WITHIN)) {
                connection.send(patchHead(upload, 0, "Content-Length: " + IMAGE.length, checksum));
                connection.send(IMAGE, 0, SENT);
                awaitReceived(application, SENT);
                connection.reset();
            }
            await().atMost(WITHIN)
                    .untilAsserted(() ->
                            assertThat(application.spool().toFile().list()).isEmpty());
            assertThat(offset(application, upload)).isZero();
        }
    }

    /** All bytes have arrived, but their checksum is wrong, and the connection breaks before the body ends. */
    @Test
    void storesNoImageOfAnIncompletePieceThatHasAChecksum() throws IOException {
        try (PackagedApplication application = PackagedApplication.start(settings(Store.DISK))) {
            String upload = create(application);
            String wrong =
                    "Upload-Checksum: sha1 " + Base64.getEncoder().encodeToString(DigestUtils.sha1("other")) + "\r\n";
            try (RawConnection connection = new RawConnection(application, WITHIN)) {
                connection.send(patchHead(upload, 0, "Transfer-Encoding: chunked", wrong));
                connection.send(Integer.toHexString(IMAGE.length) + "\r\n");
                connection.send(IMAGE);
                awaitReceived(application, IMAGE.length);
                connection.reset();
            }
            await().atMost(WITHIN)
                    .untilAsserted(() ->
                            assertThat(application.spool().toFile().list()).isEmpty());
            assertThat(offset(application, upload)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void storesNoImageOfAnUploadThatWasCanceledMeanwhile(Store store) throws IOException {
        try (PackagedApplication application = PackagedApplication.start(settings(store))) {
            String upload = create(application);
            try (RawConnection connection = new RawConnection(application, WITHIN)) {
                connection.send(patchHead(upload, 0, "Content-Length: " + IMAGE.length, ""));
                connection.send(IMAGE, 0, SENT);
                awaitReceived(application, SENT);
                tus(application).delete(upload).then().statusCode(204);
                connection.send(IMAGE, SENT, IMAGE.length);

                assertThat(connection.readHead()).startsWith("HTTP/1.1 404 ");
            }
            Contract.given(application.baseUri(), TOKEN)
                    .get(upload.replace("uploads", "images"))
                    .then()
                    .statusCode(404);
        }
    }

    /** With {@code Upload-Complete: ?1}, the draft forbids the client to continue. */
    @Test
    void continuesAnUploadWhoseImageWasNotStored() {
        S3Server server = S3Server.shared();
        byte[] rest = Arrays.copyOfRange(IMAGE, SENT, IMAGE.length);
        try (FaultInjectingProxy proxy = new FaultInjectingProxy(server.endpoint());
                PackagedApplication application = PackagedApplication.start(Settings.with(
                        Settings.onS3(server),
                        "AWS_ENDPOINT_URL_S3",
                        proxy.endpoint().toString()))) {
            Response created = Contract.given(application.baseUri(), TOKEN)
                    .header("Upload-Complete", "?0")
                    .body(Arrays.copyOf(IMAGE, SENT))
                    .post("/uploads");
            String upload = created.header("Location");

            proxy.injectWhere(head -> head.matches("(?s)PUT /[^/]+/images/.*"), S3Fault.SERVICE_UNAVAILABLE);
            Response failed = complete(application, upload, rest);
            proxy.repair();

            assertThat(failed.statusCode()).isEqualTo(503);
            assertThat(failed.header("Upload-Complete")).isNull();
            assertThat(offset(application, upload)).isEqualTo(SENT);
            Response done = complete(application, upload, rest);
            assertThat(done.statusCode()).isEqualTo(201);
            assertThat(done.header("Upload-Complete")).isEqualTo("?1");
            assertThat(image(application, upload)).isEqualTo(IMAGE);
        }
    }

    private static Response complete(PackagedApplication application, String upload, byte[] rest) {
        return Contract.given(application.baseUri(), TOKEN)
                .header("Upload-Complete", "?1")
                .header("Upload-Offset", SENT)
                .contentType("application/partial-upload")
                .body(rest)
                .patch(upload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PATCH", "DELETE"})
    void rejectsAnUploadThatHasExpired(String method) {
        Map<String, String> environment = Settings.with(settings(Store.S3), "TINTYPE_UPLOAD_EXPIRY", "PT1S");
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            String upload = create(application);

            await().atMost(WITHIN).until(() -> tus(application).head(upload).statusCode(), status -> status == 410);
            switch (method) {
                case "PATCH" ->
                    patch(application, upload, 0, IMAGE)
                            .then()
                            .statusCode(410)
                            .body("type", equalTo("urn:tintype:problem:upload-expired"));
                case "DELETE" -> tus(application).delete(upload).then().statusCode(204);
                default -> tus(application).head(upload).then().statusCode(410);
            }
            assertThat(Json.of(Contract.given(application.baseUri(), TOKEN).get("/images"))
                            .path("images"))
                    .isEmpty();
        }
    }

    @Test
    void anyReplicaContinuesAnUpload() {
        Map<String, String> environment = settings(Store.S3);
        try (PackagedApplication one = PackagedApplication.start(environment);
                PackagedApplication two = PackagedApplication.start(environment)) {
            List<PackagedApplication> replicas = List.of(one, two);
            for (int round = 0; round < 10; round++) {
                String upload = create(one);
                for (int piece = 0; piece < PIECES; piece++) {
                    PackagedApplication replica =
                            replicas.get(ThreadLocalRandom.current().nextInt(2));
                    assertThat(offset(replica, upload)).isEqualTo(start(piece));
                    patch(replica, upload, start(piece), piece(piece)).then().statusCode(204);
                }
                assertThat(image(two, upload)).isEqualTo(IMAGE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsAcknowledgedOffsetsWhenItIsKilled(Store store) {
        Map<String, String> environment = settings(store);
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        int completed = 0;
        for (int crash = 0; crash <= CRASHES; crash++) {
            try (PackagedApplication application = PackagedApplication.start(environment)) {
                completed += continueAll(application, acknowledged);
                if (crash < CRASHES) {
                    crash(application, acknowledged);
                }
            }
        }
        LOG.infof("%s: killed %d times, %d uploads were continued", store, CRASHES, completed);
        assertThat(completed).isPositive();
    }

    /** Verifies the offset of each upload, sends the rest, and compares the image. Returns the number of uploads. */
    private static int continueAll(PackagedApplication application, Map<String, Long> acknowledged) {
        int count = acknowledged.size();
        acknowledged.forEach((upload, offset) -> {
            int stored = (int) offset(application, upload);
            assertThat((long) stored).as(upload).isGreaterThanOrEqualTo(offset);
            if (stored < IMAGE.length) {
                patch(application, upload, stored, Arrays.copyOfRange(IMAGE, stored, IMAGE.length))
                        .then()
                        .statusCode(204);
            }
            assertThat(image(application, upload)).as(upload).isEqualTo(IMAGE);
        });
        acknowledged.clear();
        return count;
    }

    private static void crash(PackagedApplication application, Map<String, Long> acknowledged) {
        AtomicInteger responses = new AtomicInteger();
        int after = ThreadLocalRandom.current().nextInt(1, CALLERS * PIECES);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                threads.execute(() -> uploadUntilItDies(application, acknowledged, responses));
            }
            await().atMost(WITHIN).pollInterval(Duration.ofMillis(1)).until(() -> responses.get() >= after);
            application.close(); // SIGKILL
        }
    }

    private static void uploadUntilItDies(
            PackagedApplication application, Map<String, Long> acknowledged, AtomicInteger responses) {
        while (application.isAlive()) {
            try {
                String upload = create(application);
                acknowledged.put(upload, 0L);
                for (int piece = 0; piece < PIECES; piece++) {
                    patch(application, upload, start(piece), piece(piece))
                            .then()
                            .statusCode(204);
                    acknowledged.put(upload, (long) start(piece + 1));
                    responses.incrementAndGet();
                }
            } catch (Exception e) { // RestAssured throws what the connection throws, without declaring it
                if (!(e instanceof IOException)) {
                    throw e;
                }
                return;
            }
        }
    }

    private static int start(int piece) {
        return IMAGE.length * piece / PIECES;
    }

    private static byte[] piece(int piece) {
        return Arrays.copyOfRange(IMAGE, start(piece), start(piece + 1));
    }

    private static RequestSpecification tus(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN).header("Tus-Resumable", "1.0.0");
    }

    private static String create(PackagedApplication application) {
        Response created =
                tus(application).header("Upload-Length", IMAGE.length).post("/uploads");
        created.then().statusCode(201);
        return created.header("Location");
    }

    private static Response patch(PackagedApplication application, String upload, long offset, byte[] bytes) {
        return tus(application)
                .header("Upload-Offset", offset)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .patch(upload);
    }

    private static long offset(PackagedApplication application, String upload) {
        Response state = tus(application).head(upload);
        state.then().statusCode(200);
        return Long.parseLong(state.header("Upload-Offset"));
    }

    private static byte[] image(PackagedApplication application, String upload) {
        return Contract.given(application.baseUri(), TOKEN)
                .get(upload.replace("uploads", "images"))
                .asByteArray();
    }

    private static String patchHead(String upload, long offset, String framing, String more) {
        return "PATCH " + upload + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN
                + "\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: "
                + offset + "\r\n" + more + framing + "\r\n\r\n";
    }

    private static void sendHalf(RawConnection connection, String framing) throws IOException {
        if (framing.startsWith("Transfer")) {
            connection.send(Integer.toHexString(SENT) + "\r\n");
        }
        connection.send(IMAGE, 0, SENT);
        if (framing.startsWith("Transfer")) {
            connection.send("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Waits until the service has spooled so many bytes. */
    private static void awaitReceived(PackagedApplication application, long bytes) {
        await().atMost(WITHIN)
                .until(() -> Arrays.stream(application.spool().toFile().listFiles())
                        .anyMatch(file -> file.length() == bytes));
    }
}
