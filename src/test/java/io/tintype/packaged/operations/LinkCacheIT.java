package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.Nginx;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Links through nginx with {@code docker/nginx-cache.conf}, and through TLS, HTTP/2 and a path prefix. */
class LinkCacheIT {

    private static final String TOKEN = Tokens.of("ann");
    private static final Duration SOON = Duration.ofSeconds(30);

    /** The Accept headers for images of nine browsers; three of each kind. */
    private static final List<String> ACCEPTS = List.of(
            "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
            "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
            "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
            "image/webp,image/apng,image/*,*/*;q=0.8",
            "image/webp,*/*",
            "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5",
            "image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5",
            "image/png,image/*;q=0.8,*/*;q=0.5",
            "*/*");

    private static final int KINDS = 3;

    private static PackagedApplication application;
    private static Nginx nginx;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        Libvips.assumeInstalled();
        int tlsPort = PackagedApplication.freePort();
        application = PackagedApplication.start(Settings.with(
                Settings.onDisk(), "TINTYPE_PUBLIC_URL", "https://127.0.0.1:" + tlsPort + Nginx.PREFIX + "/"));
        nginx = Nginx.start(application.port(), tlsPort);
        client = HttpClient.newBuilder().sslContext(trusting(nginx)).build();
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (application != null) {
            application.close();
        }
    }

    @Test
    void servesRepeatedRequestsWithoutTintype() throws Exception {
        List<String> links = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            links.add(pathOf(link(upload(), "")) + "?width=64");
        }
        long before = requestsAtTintype();
        int requests = 0;
        for (int visit = 0; visit < 3; visit++) {
            for (String accept : ACCEPTS) {
                for (String link : links) {
                    assertThat(get(link, "Accept", accept).statusCode()).isEqualTo(200);
                    requests++;
                }
            }
        }

        long atTintype = requestsAtTintype() - before;

        assertThat(requests).isEqualTo(540);
        assertThat(atTintype).isEqualTo(20L * KINDS); // a hit rate of 89 %; with Vary alone 180, 67 %
    }

    @Test
    void keepsOneCopyOfAFormatInTheUrl() throws Exception {
        String link = pathOf(link(upload(), "")) + "?width=64&format=webp";
        long before = requestsAtTintype();

        for (String accept : ACCEPTS) {
            HttpResponse<byte[]> response = get(link, "Accept", accept);
            assertThat(header(response, "Content-Type")).isEqualTo("image/webp");
            assertThat(response.headers().firstValue("Vary")).isEmpty();
        }

        assertThat(requestsAtTintype() - before).isEqualTo(1);
    }

    @Test
    void sendsEachBrowserAFormatThatItAccepts() throws Exception {
        String link = pathOf(link(upload(), "")) + "?width=96";

        for (int visit = 0; visit < 2; visit++) {
            for (String accept : ACCEPTS) {
                HttpResponse<byte[]> response = get(link, "Accept", accept);
                String type = header(response, "Content-Type");
                assertThat(accept.contains(type) || type.equals("image/jpeg"))
                        .as(type + " for " + accept)
                        .isTrue();
                assertThat(header(response, "Vary")).isEqualTo("Accept");
            }
        }
    }

    @Test
    void respondsToHeadRangesAndConditionsFromTheCache() throws Exception {
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        String link = pathOf(link(upload(), "variant=original"));
        long before = requestsAtTintype();

        HttpResponse<byte[]> head = send(request(link).method("HEAD", BodyPublishers.noBody()));
        HttpResponse<byte[]> whole = get(link, "Accept", "image/*");
        HttpResponse<byte[]> range = get(link, "Range", "bytes=10-19");
        HttpResponse<byte[]> unmodified = get(link, "If-None-Match", header(whole, "ETag"));
        HttpResponse<byte[]> modified = get(link, "If-None-Match", "\"other\"");
        HttpResponse<byte[]> unsatisfiable = get(link, "Range", "bytes=9999999-");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("" + bytes.length);
        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
        assertThat(unmodified.statusCode()).isEqualTo(304);
        assertThat(modified.body()).isEqualTo(bytes);
        assertThat(unsatisfiable.statusCode()).isEqualTo(416);
        assertThat(requestsAtTintype() - before).isEqualTo(1);
    }

    /** The first request of a range stores the whole image. */
    @Test
    void storesNoPart() throws Exception {
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        String link = pathOf(link(upload(), "variant=original"));

        assertThat(get(link, "Range", "bytes=0-9").body()).hasSize(10);

        assertThat(get(link, "Accept", "*/*").body()).isEqualTo(bytes);
    }

    @Test
    void servesNoExpiredLink() throws Exception {
        JsonNode created = Json.of(create(upload(), "variant=original&expiresIn=PT6S"));
        Instant expires = Instant.parse(created.path("expiresAt").asText());
        String link = pathOf(created.path("url").asText());
        HttpResponse<byte[]> first = get(link, "Accept", "image/*");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(generatedAt(first).plus(maxAge(first))).isBeforeOrEqualTo(expires);

        List<Instant> opened = new ArrayList<>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
            Instant at = Instant.now();
            HttpResponse<byte[]> response = get(link, "Accept", "image/*");
            if (response.statusCode() == 200) {
                opened.add(at);
                // A browser subtracts the age, which it computes from Date.
                assertThat(generatedAt(response).plus(maxAge(response))).isBeforeOrEqualTo(expires);
            }
            return response.statusCode() == 410;
        });

        assertThat(opened).hasSizeGreaterThan(10);
        assertThat(opened.getLast()).isBefore(expires);
    }

    @Test
    void cachesNoFailure() throws Exception {
        String id = upload();
        String link = pathOf(link(id, "variant=original"));
        String deleted = link(upload(), "variant=original");
        long before = requestsAtTintype();
        for (int i = 0; i < 3; i++) {
            assertThat(get(link.substring(0, link.length() - 6) + "AAAAAA", "Accept", "*/*")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(get(pathOf(link(id, "")) + "?width=65", "Accept", "*/*").statusCode())
                    .isEqualTo(400);
        }
        assertThat(requestsAtTintype() - before).isEqualTo(6);

        String deletedId = imageOf(deleted);
        Contract.given(application.baseUri(), TOKEN).delete("/images/" + deletedId);
        assertThat(get(pathOf(deleted), "Accept", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void requestsAnImageOnceForManyVisitorsAtOnce() throws Exception {
        String link = pathOf(link(upload(), "")) + "?width=128";
        long before = requestsAtTintype();

        List<CompletableFuture<HttpResponse<byte[]>>> visitors = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            visitors.add(client.sendAsync(request(link).build(), BodyHandlers.ofByteArray()));
        }
        for (var visitor : visitors) {
            assertThat(visitor.get().statusCode()).isEqualTo(200);
        }

        assertThat(requestsAtTintype() - before).isEqualTo(1);
    }

    @Test
    void createsAbsoluteUrlsThatOpenThroughTlsHttp2AndAPrefix() throws Exception {
        String base = "https://127.0.0.1:" + nginx.tlsPort() + Nginx.PREFIX;
        HttpResponse<byte[]> uploaded = client.send(
                HttpRequest.newBuilder(URI.create(base + "/images"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", Form.CONTENT_TYPE)
                        .POST(BodyPublishers.ofByteArray(
                                Form.of("a.jpg", Fixtures.PHOTOGRAPH.bytes()).body()))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(uploaded.statusCode()).isEqualTo(201);
        assertThat(uploaded.version()).isEqualTo(HttpClient.Version.HTTP_2);
        String id = Json.of(uploaded.body()).path("id").asText();
        assertThat(header(uploaded, "Location")).isEqualTo(base + "/images/" + id);

        var created = create(id, "variant=all");
        String url = Json.of(created).path("url").asText();
        assertThat(created.header("Location")).isEqualTo(url).startsWith(base + "/links/");

        for (String path : List.of("", "/a.jpg", "?width=64&format=png", "/a.png?width=64&format=png")) {
            HttpResponse<byte[]> response =
                    client.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        }
        HttpResponse<byte[]> listed = client.send(
                HttpRequest.newBuilder(URI.create(base + "/images?link=PT1H&limit=1"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(Json.of(listed.body())
                        .path("images")
                        .path(0)
                        .path("link")
                        .path("url")
                        .asText())
                .startsWith(base + "/links/");
    }

    private static String upload() {
        var uploaded = Contract.given(application.baseUri(), TOKEN)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of(UUID.randomUUID() + ".jpg", Fixtures.PHOTOGRAPH.bytes())
                        .body())
                .post("/images");
        assertThat(uploaded.statusCode()).isEqualTo(201);
        return Json.of(uploaded).path("id").asText();
    }

    private static Response create(String id, String query) {
        var created = Contract.given(application.baseUri(), TOKEN)
                .post("/images/" + id + "/links" + (query.isEmpty() ? "" : "?" + query));
        assertThat(created.statusCode()).isEqualTo(201);
        return created;
    }

    private static String link(String id, String query) {
        return Json.of(create(id, query)).path("url").asText();
    }

    private static String pathOf(String url) {
        return URI.create(url).getRawPath().substring(Nginx.PREFIX.length());
    }

    private static String imageOf(String url) {
        String claims = url.replaceFirst(".*/links/", "").split("\\.")[1];
        return Json.of(Base64.getUrlDecoder().decode(claims)).path("image").asText();
    }

    private static HttpResponse<byte[]> get(String path, String header, String value) throws Exception {
        return send(request(path).header(header, value));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + path))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    private static Duration maxAge(HttpResponse<byte[]> response) {
        return Duration.ofSeconds(Long.parseLong(
                header(response, "Cache-Control").replaceFirst("public, max-age=([0-9]+), immutable", "$1")));
    }

    private static Instant generatedAt(HttpResponse<byte[]> response) {
        return ZonedDateTime.parse(header(response, "Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }

    /** Returns how many requests for links the application has counted. */
    private static long requestsAtTintype() throws Exception {
        String metrics = client.send(
                        HttpRequest.newBuilder(application.managementUri().resolve("/q/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return Pattern.compile("(?m)^http_server_requests_seconds_count\\{.*uri=\"/links/\\{token}.*} ([0-9.E]+)$")
                .matcher(metrics)
                .results()
                .map((MatchResult line) -> line.group(1))
                .mapToLong(count -> (long) Double.parseDouble(count))
                .sum();
    }

    private static SSLContext trusting(Nginx proxy) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream certificate = Files.newInputStream(proxy.certificate())) {
            store.setCertificateEntry(
                    "nginx", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
