package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that disconnect by a TCP reset at any point cause no log entries above DEBUG. */
class DisconnectLogIT {

    private static final String TOKEN = Tokens.of("leaver");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TIMES = 20;

    /** So many that the response of a list fills the buffers. */
    private static final int LISTED = 500;

    private static final byte[] LARGE = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(4 * 1024 * 1024));
    private static final byte[] FORM = Form.of("photograph.jpg", LARGE).body();

    private static PackagedApplication application;
    private static ApiClient client;
    private static String image;
    private static String script;
    private static long files;

    @BeforeAll
    static void start() throws IOException {
        application = PackagedApplication.start(Settings.onDisk());
        client = new ApiClient(application, TOKEN);
        for (int i = 0; i < LISTED; i++) {
            image = client.uploadedId();
        }
        image = client.upload(LARGE).id();
        try (RawConnection page = new RawConnection(application, SOON)) {
            page.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
            Matcher source =
                    Pattern.compile("src=\"\\.(/static/bundle/[^\"]+)\"").matcher(page.readAll());
            assertThat(source.find()).isTrue();
            script = source.group(1);
        }
        files = application.openFiles();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private enum Kind {
        SCRIPT,
        CONTRACT,
        PAGE,
        LIST,
        DOWNLOAD,
        RENDITION,
        UPLOAD,
        PART_OF_A_HEAD,
        MANY_OF_SCRIPT,
        MANY_OF_LIST,
        ODD_PATH;

        /** The request, and the number of bytes of the response that are read before the reset. */
        String request() {
            return switch (this) {
                case SCRIPT, MANY_OF_SCRIPT -> get(script);
                case CONTRACT -> get("/openapi.yaml");
                case PAGE -> get("/");
                case LIST, MANY_OF_LIST -> get("/images?limit=1000");
                case DOWNLOAD -> get("/images/" + image);
                case RENDITION -> get("/images/" + image + "/renditions/thumbnail");
                case UPLOAD ->
                    "POST /images HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Type: "
                            + Form.CONTENT_TYPE + "\r\nContent-Length: " + FORM.length + "\r\n\r\n";
                case PART_OF_A_HEAD -> "GET /images HTTP/1.1\r\nHo";
                case ODD_PATH -> get("/static/%zz") + get("/%00") + get("/static/%c0%ae");
            };
        }

        int count() {
            return name().startsWith("MANY") ? 100 : 1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void logsNothing(Kind kind) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            for (int read : new int[] {0, 1, 1000}) {
                RawConnection request = new RawConnection(application, SOON);
                request.send(kind.request().repeat(kind.count()));
                if (kind == Kind.UPLOAD) {
                    request.send(FORM, 0, FORM.length / TIMES * i);
                } else if (kind != Kind.PART_OF_A_HEAD) {
                    request.read(Math.min(read, 200));
                }
                request.reset();
            }
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(files + TIMES));
        assertThat(client.list()).contains(image); // and earlier requests have been handled
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
        assertThat(application.log()).doesNotContain(" ERROR ", " WARN ", "\tat ");
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n";
    }
}
