package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
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
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that other clients are served during floods of requests by one client, with the manifests' memory limit. */
class HostileClientIT {

    private static final Logger LOG = Logger.getLogger(HostileClientIT.class);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MAX_SERIES = 60;

    /** The number of kinds of odd requests, and of all of them. */
    private static final int KINDS = 8;

    private static final int ODD_REQUESTS = Integer.getInteger("tintype.odd-requests", 60_000);

    /** Maximum resident memory with a heap of 96 MB. A JVM requires about 150 MB more than the executable. */
    private static final long MAX_RESIDENT = 400L * 1024 * 1024;

    private PackagedApplication application;
    private ApiClient other;

    @BeforeEach
    void start() {
        application = PackagedApplication.start(Settings.onDisk(), PackagedApplication.AS_DEPLOYED);
        other = new ApiClient(application, Tokens.of("ann"));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void countsUnknownMethodsAndPathsTogether() throws IOException {
        long start = System.nanoTime();
        try (RequestFlood flood = new RequestFlood(application, ODD_REQUESTS, HostileClientIT::oddRequest)) {
            flood.readToTheEnd();
            LOG.infof("%d requests in %d ms", flood.sent(), (System.nanoTime() - start) / 1_000_000);
        }
        String id = other.uploadedId();
        other.uploadedId();
        other.list();
        other.download(id);

        String metrics = metrics();
        List<String> series = series(metrics, "http_server_requests_seconds_count");
        LOG.infof("%d series, %d bytes of metrics", series.size(), metrics.length());
        assertThat(series).hasSizeLessThan(MAX_SERIES);
        assertThat(metrics).doesNotContain("M0", "U5", "/path/", new UUID(1, 1).toString(), new UUID(4, 4).toString());
        assertThat(value(metrics, "POST", "/images", 201)).isEqualTo(2);
        assertThat(value(metrics, "GET", "/images", 200)).isEqualTo(1);
        assertThat(value(metrics, "GET", "/images/{id}", 200)).isEqualTo(1);
        int each = ODD_REQUESTS / KINDS;
        assertThat(value(metrics, "PATCH", "/images/{id}", 405)).isEqualTo(each);
        assertThat(value(metrics, "OTHER", "/images", 405)).isEqualTo(each);
        assertThat(value(metrics, "OTHER", "NOT_FOUND", 404)).isEqualTo(2 * each);
        assertThat(value(metrics, "PATCH", "/uploads/{id}", 401)).isEqualTo(each);
        assertThat(value(metrics, "OTHER", "/uploads/{id}", 405)).isEqualTo(each);
        assertThat(value(metrics, "OTHER", "/uploads", 405)).isEqualTo(each);
    }

    private static String oddRequest(int i) {
        boolean last = i == ODD_REQUESTS - 1;
        return switch (i % KINDS) {
            case 0 -> request("M" + i, "/images", last);
            case 1 -> request("PATCH", "/images/" + new UUID(i, i), last);
            case 2 -> request("GET", "/static/../static/" + i, last);
            case 3 -> request("X" + i, "/path/" + i, last);
            case 4 -> request("PATCH", "/uploads/" + new UUID(i, i), last);
            case 5 -> request("U" + i, "/uploads/" + new UUID(i, i), last);
            case 6 -> request("U" + i, "/uploads", last);
            default -> request("U" + i, "/uploads/" + i + "/" + i, last);
        };
    }

    @Test
    void readsNoFurtherWhileResponsesAreNotRead() throws IOException {
        int count = 200_000;
        List<RequestFlood> floods = new ArrayList<>();
        try {
            for (String path : List.of("/nothing", "/images", "/openapi.yaml", "/")) {
                floods.add(new RequestFlood(application, count, i -> request("GET", path, false)));
            }
            floods.add(new RequestFlood(application, count, i -> "GET / HTTP/1.1\r\n\r\n"));

            floods.forEach(flood -> flood.awaitStandstill(SOON));

            LOG.infof(
                    "accepted requests: %s; %d MB resident at most",
                    floods.stream().map(RequestFlood::sent).toList(), application.peakBytes() / 1024 / 1024);
            assertThat(other.download(other.uploadedId())).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
            assertThat(application.peakBytes()).isLessThan(MAX_RESIDENT);
        } finally {
            for (RequestFlood flood : floods) {
                flood.close();
            }
        }
        assertThat(other.list()).hasSize(1);
        assertThat(application.isAlive()).isTrue();
    }

    /** Many connections with little data each use as much memory as one with much data. */
    @Test
    void servesOthersWhileManyDoNotRead() throws IOException {
        List<RequestFlood> floods = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                floods.add(new RequestFlood(application, 5_000, j -> request("GET", "/openapi.yaml", false)));
            }
            floods.forEach(flood -> flood.awaitStandstill(SOON));

            LOG.infof("%d MB resident at most", application.peakBytes() / 1024 / 1024);
            assertThat(other.download(other.uploadedId())).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
        } finally {
            for (RequestFlood flood : floods) {
                flood.close();
            }
        }
        assertThat(application.isAlive()).isTrue();
    }

    /** Each page has about 300 kB. With long names that is more than the operating system buffers. */
    @Test
    void boundsPagesOfListsThatAreNotRead() throws IOException {
        ApiClient client = new ApiClient(application, Tokens.of("hoarder"));
        byte[] form =
                Form.of("n".repeat(250) + ".jpg", Fixtures.PHOTOGRAPH.bytes()).body();
        for (int i = 0; i < 1000; i++) {
            assertThat(Contract.given(application.baseUri(), client.token())
                            .contentType(Form.CONTENT_TYPE)
                            .body(form)
                            .post("/images")
                            .statusCode())
                    .isEqualTo(201);
        }
        List<RequestFlood> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                readers.add(new RequestFlood(
                        application,
                        100,
                        j -> "GET /images?limit=1000 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + client.token()
                                + "\r\n\r\n"));
            }
            await().atMost(SOON).untilAsserted(() -> {
                Response busy =
                        Contract.given(application.baseUri(), client.token()).get("/images?limit=1000");
                assertThat(busy.statusCode()).isEqualTo(503);
                assertThat(busy.header("Retry-After")).isEqualTo("5");
                assertThat(Json.of(busy).path("type").asText()).isEqualTo("urn:tintype:problem:lists-busy");
            });

            LOG.infof("%d MB resident at most", application.peakBytes() / 1024 / 1024);
            assertThat(other.download(other.uploadedId())).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
            assertThat(other.list()).hasSize(1);
        } finally {
            for (RequestFlood reader : readers) {
                reader.close();
            }
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(client.list()).hasSize(1000));
        assertThat(application.isAlive()).isTrue();
        assertThat(application.log()).doesNotContain(" ERROR ");
    }

    /** Every response is complete, and in the order of the requests. */
    @Test
    void respondsToPipelinedRequestsInOrder() throws IOException {
        int count = 2_000;
        try (RawConnection raw = new RawConnection(application, SOON)) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < count; i++) {
                requests.append("POST /nothing HTTP/1.1\r\nHost: test\r\nX-Request-Id: n" + i + "\r\nContent-Length: "
                        + (i % 50) + (i == count - 1 ? "\r\nConnection: close" : "") + "\r\n\r\n" + "x".repeat(i % 50));
            }
            raw.send(requests.toString());
            Matcher named = Pattern.compile("(?i)X-Request-Id: (n\\d+)").matcher(raw.readAll());
            int next = 0;
            while (named.find()) {
                assertThat(named.group(1)).isEqualTo("n" + next++);
            }
            assertThat(next).isEqualTo(count);
        }
    }

    private static String request(String method, String path, boolean last) {
        return method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + (last ? "Connection: close\r\n\r\n" : "\r\n");
    }

    private String metrics() {
        return RestAssured.get(application.managementUri() + "/q/metrics").asString();
    }

    private static List<String> series(String metrics, String name) {
        return metrics.lines().filter(line -> line.startsWith(name + "{")).toList();
    }

    private static double value(String metrics, String method, String uri, int status) {
        return series(metrics, "http_server_requests_seconds_count").stream()
                .filter(line -> line.contains("method=\"" + method + "\"")
                        && line.contains("uri=\"" + uri + "\"")
                        && line.contains("status=\"" + status + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
