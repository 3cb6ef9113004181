package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.response.Response;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One client with many uploads of 1 KiB/s: others upload meanwhile, and the slow uploads are ended. */
class SlowUploadsIT {

    private static final String SLOW = Tokens.of("slow");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ALL = 64;
    private static final int MAX_PER_SUBJECT = 16;

    /** After this time, an upload must have an average of 16 KiB/s. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final byte[] FORM =
            Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body();

    /** An application with one slow upload, which waits for the grace period while the other test runs. */
    private static PackagedApplication tricklingApplication;

    private static CompletableFuture<Response> trickling;

    @BeforeAll
    static void startTrickling() {
        tricklingApplication = PackagedApplication.start(Settings.onDisk());
        trickling = CompletableFuture.supplyAsync(SlowUploadsIT::trickle, Thread::startVirtualThread);
    }

    @AfterAll
    static void end() {
        tricklingApplication.close();
    }

    @Test
    void occupySomePermitsUntilTheyAreEnded() throws IOException {
        try (PackagedApplication application =
                        PackagedApplication.start(Settings.onDisk(), PackagedApplication.AS_DEPLOYED);
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            List<RawConnection> uploads = new ArrayList<>();
            List<RawConnection> rejected = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < ALL; i++) {
                RawConnection upload = new RawConnection(application, SOON.multipliedBy(3));
                upload.send("POST /images HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + SLOW
                        + "\r\nContent-Type: " + Form.CONTENT_TYPE + "\r\nContent-Length: 10000000\r\n\r\n");
                upload.send(FORM, 0, 1000);
                (i < MAX_PER_SUBJECT ? uploads : rejected).add(upload);
                if (i == MAX_PER_SUBJECT - 1) {
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(
                                            application.spool().toFile().list())
                                    .hasSize(MAX_PER_SUBJECT));
                }
            }
            clock.scheduleAtFixedRate(() -> uploads.forEach(SlowUploadsIT::sendOneKibibyte), 1, 1, TimeUnit.SECONDS);

            for (RawConnection upload : rejected) {
                assertThat(upload.readHead())
                        .startsWith("HTTP/1.1 429 ")
                        .containsIgnoringCase("\r\nRetry-After: 5\r\n");
                upload.close();
            }
            Response tooMany = Contract.given(application.baseUri(), SLOW)
                    .contentType(Form.CONTENT_TYPE)
                    .body(FORM)
                    .post("/images");
            assertThat(tooMany.statusCode()).isEqualTo(429);
            assertThat(Json.of(tooMany).path("type").asText()).isEqualTo("urn:tintype:problem:too-many-uploads");
            assertThat(Json.of(tooMany).path("limit").asInt()).isEqualTo(MAX_PER_SUBJECT);
            ApiClient other = new ApiClient(application, Tokens.of("other"));
            assertThat(other.download(other.uploadedId())).isEqualTo(Fixtures.PHOTOGRAPH.bytes());

            for (RawConnection upload : uploads) {
                assertThat(upload.readHead())
                        .startsWith("HTTP/1.1 408 ")
                        .containsIgnoringCase("\r\nConnection: close\r\n");
                assertThat(upload.readAll()).contains("urn:tintype:problem:upload-too-slow");
                upload.close();
            }
            clock.shutdownNow();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(GRACE, GRACE.multipliedBy(2));
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(application.spool().toFile().list()).isNullOrEmpty());
            assertThat(new ApiClient(application, SLOW).uploadedId()).isNotEmpty();
            assertThat(application.log()).doesNotContain(" ERROR ", " WARN ");
        }
    }

    /** The client continues to send for a moment after the service has ended the upload, and reads afterwards. */
    @Test
    void respondsAccordingToTheContract() {
        Response response = trickling.join();

        assertThat(response.statusCode()).isEqualTo(408);
        assertThat(Json.of(response).path("type").asText()).isEqualTo("urn:tintype:problem:upload-too-slow");
    }

    private static Response trickle() {
        AtomicBoolean isBegun = new AtomicBoolean();
        BooleanSupplier isEnded = () -> {
            boolean isEmpty = isSpoolEmpty(tricklingApplication);
            isBegun.compareAndSet(false, !isEmpty);
            return isBegun.get() && isEmpty;
        };
        return Contract.given(tricklingApplication.baseUri(), SLOW)
                .contentType(Form.CONTENT_TYPE)
                .body(new TricklingBody(FORM, isEnded))
                .post("/images");
    }

    private static boolean isSpoolEmpty(PackagedApplication application) {
        String[] files = application.spool().toFile().list();
        return files == null || files.length == 0;
    }

    private static void sendOneKibibyte(RawConnection upload) {
        try {
            upload.send(new byte[1024]);
        } catch (IOException _) {
            // it has ended
        }
    }
}
