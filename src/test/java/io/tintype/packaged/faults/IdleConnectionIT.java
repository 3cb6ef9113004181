package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that the service closes connections that are idle or nearly idle for too long, and releases their resources. */
class IdleConnectionIT {

    private static final String TOKEN = Tokens.of("patience");
    private static final int IDLE_SECONDS = 3;
    private static final Duration IN_THE_END = Duration.ofSeconds(90);
    private static final int CALLERS = 20;
    private static final byte[] FORM =
            Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body();
    private static final byte[] LARGE = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(16 * 1024 * 1024));
    private static final String UPLOAD = "POST /images HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN
            + "\r\nContent-Type: " + Form.CONTENT_TYPE + "\r\nContent-Length: " + FORM.length + "\r\n\r\n";

    private static PackagedApplication application;
    private final ApiClient client = new ApiClient(application, TOKEN);
    private final List<RawConnection> connections = new ArrayList<>();

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "TINTYPE_STORAGE",
                "disk",
                "QUARKUS_HTTP_IDLE_TIMEOUT",
                IDLE_SECONDS + "s",
                "TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT",
                Integer.toString(CALLERS)));
    }

    @AfterAll
    static void end() {
        application.close();
    }

    @AfterEach
    void leave() throws IOException {
        for (RawConnection connection : connections) {
            connection.close();
        }
    }

    @Test
    void closesConnectionsThatAreIdleAtAnyPoint() throws IOException {
        String id = client.upload(LARGE).id();
        List<String> before = client.list();
        long files = application.openFiles();
        List<RawConnection> silent = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            RawConnection download = connect();
            download.send(
                    "GET /images/" + id + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n");
            download.readHead();
            silent.add(connect());
            RawConnection head = connect();
            head.send(UPLOAD.substring(0, 30));
            silent.add(head);
            RawConnection upload = connect();
            upload.send(UPLOAD);
            upload.send(FORM, 0, FORM.length / 2);
            silent.add(upload);
        }

        for (RawConnection connection : silent) {
            assertThat(connection.isEnded()).isTrue();
        }
        await().atMost(IN_THE_END)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(files + CALLERS / 2));
        assertThat(application.spool().toFile().list()).isNullOrEmpty();
        assertThat(client.list()).isEqualTo(before);
        assertThat(client.download(id)).isEqualTo(LARGE);
    }

    @Test
    void cutsAnUploadThatBringsAByteNowAndThen() throws IOException {
        RawConnection upload = connect();
        upload.send(UPLOAD);

        await().atMost(IN_THE_END).pollInterval(Duration.ofSeconds(1)).until(() -> isCutAfterAByte(upload));

        await().atMost(IN_THE_END)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
        assertThat(client.send(Operation.UPLOAD, "").status()).isEqualTo(201);
    }

    private RawConnection connect() throws IOException {
        RawConnection connection = new RawConnection(application, IN_THE_END);
        connections.add(connection);
        return connection;
    }

    private static boolean isCutAfterAByte(RawConnection upload) {
        try {
            upload.send("x");
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
