package io.tintype.storage.s3;

import static io.tintype.storage.SampleImages.NEW_YEAR;
import static io.tintype.storage.SampleImages.sample;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.S3Transport;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** How the S3 store handles a server that rejects requests, is unavailable, or breaks the protocol. */
class S3TroubleTest {

    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Library library = Library.of(UUID.randomUUID().toString());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private S3Client client;
    private HttpServer server;

    @TempDir
    Path uploads;

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    @Test
    void isRejectedWithAWrongSecret() {
        ImageStore store = store(
                credentials(S3Server.shared().accessKey(), "wrong"),
                S3Server.shared().createBucket());

        assertThatEveryCallThrows(StorageException.Refused.class, store);
    }

    @Test
    void isRejectedWithAnUnknownAccessKey() {
        ImageStore store = store(
                credentials("nobody", S3Server.shared().secretKey()),
                S3Server.shared().createBucket());

        assertThatEveryCallThrows(StorageException.Refused.class, store);
    }

    @Test
    void isRejectedWithoutCredentials() {
        AwsCredentialsProvider none = AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create());
        ImageStore store = store(none, S3Server.shared().createBucket());

        assertThatEveryCallThrows(StorageException.Refused.class, store);
    }

    @Test
    void isRejectedWithoutABucket() {
        client = S3Server.shared().client().build();
        ImageStore store = store("tintype-" + UUID.randomUUID(), TestTransports.DEFAULT);

        assertThatEveryCallThrows(StorageException.Refused.class, store);
    }

    @Test
    void isUnavailableWithoutAListener() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = closed.getLocalPort();
        }

        assertThatEveryCallThrows(StorageException.Unavailable.class, impatientStore(port));
    }

    @Test
    void isUnavailableWhileTheServerIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            assertThatEveryCallThrows(StorageException.Unavailable.class, impatientStore(silent.getLocalPort()));
        }
    }

    @Test
    void isUnavailableWhileThrottled() throws IOException {
        ImageStore store = storeAt(exchange -> respond(
                exchange,
                503,
                "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"));

        assertThatEveryCallThrows(StorageException.Unavailable.class, store);
    }

    @Test
    void isUnavailableWhenAnotherWriteOfTheIdIsGoingOn() throws IOException {
        ImageStore store =
                storeAt(exchange -> respond(exchange, 409, "<Error><Code>ConditionalRequestConflict</Code></Error>"));
        Sample sample = sample(uploads);

        assertThatThrownBy(() -> store.store(library, sample.image(), sample.file()))
                .isInstanceOf(StorageException.Unavailable.class);
    }

    @Test
    void hasMorePatienceTheMoreItSends() throws IOException {
        Sample sample = large(3_000_000); // 3 s
        serve(exchange -> respondAfter(exchange, Duration.ofSeconds(2)));
        ImageStore store = patientStore(server.getAddress().getPort(), Duration.ofSeconds(1));

        assertThatCode(() -> store.store(library, sample.image(), sample.file()))
                .doesNotThrowAnyException();
    }

    @Test
    void isUnavailableWhileTheStoreIsTooSlow() throws IOException {
        Sample sample = large(500_000); // 0.5 s
        serve(exchange -> respondAfter(exchange, Duration.ofSeconds(10)));
        ImageStore store = patientStore(server.getAddress().getPort(), Duration.ofSeconds(1));

        assertThatThrownBy(() -> store.store(library, sample.image(), sample.file()))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("too long");
    }

    @Test
    void triesAgainWhileAnotherWriteOfTheIdIsGoingOn() throws IOException {
        AtomicInteger puts = new AtomicInteger();
        serve(exchange -> {
            boolean isFirst = exchange.getRequestMethod().equals("PUT") && puts.incrementAndGet() == 1;
            respond(
                    exchange,
                    isFirst ? 409 : 200,
                    isFirst ? "<Error><Code>ConditionalRequestConflict</Code></Error>" : "");
        });
        Sample sample = sample(uploads);

        patientStore(server.getAddress().getPort()).store(library, sample.image(), sample.file());

        assertThat(puts).hasValue(3); // the image's two, and its entry's
    }

    /** A response without a code is that of a proxy; one with status 200 reports an error only in its body. */
    @ParameterizedTest
    @CsvSource({
        "200, InternalError",
        "200, SlowDown",
        "400, XAmzContentSHA256Mismatch",
        "400, BadDigest",
        "400, IncompleteBody",
        "408,"
    })
    void triesAgainAfterAFaultOfTheLine(int status, String code) throws IOException {
        AtomicInteger puts = new AtomicInteger();
        serve(exchange -> {
            boolean isFirst = exchange.getRequestMethod().equals("PUT") && puts.incrementAndGet() == 1;
            respond(exchange, isFirst ? status : 200, isFirst ? error(code) : "");
        });
        Sample sample = sample(uploads);

        patientStore(server.getAddress().getPort()).store(library, sample.image(), sample.file());

        assertThat(puts).hasValue(3); // the image's two, and its entry's
    }

    @Test
    void isUnavailableWhileASuccessReportsAnError() throws IOException {
        ImageStore store = storeAt(exchange -> respond(exchange, 200, error("InternalError")));
        Sample sample = sample(uploads);

        assertThatThrownBy(() -> store.store(library, sample.image(), sample.file()))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("InternalError")
                .hasMessageContaining("status 500");
    }

    private static String error(String code) {
        return code == null
                ? ""
                : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code></Error>";
    }

    @Test
    void findsOutByAHeadThatTheClockIsWrong() throws IOException {
        Sample sample = sample(uploads);
        Instant theirs = Instant.now().plus(Duration.ofHours(3));
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            threads.execute(() -> respondToHeadsByAnotherClock(listener, sample, theirs));

            assertThat(patientStore(listener.getLocalPort())
                            .find(library, sample.image().id()))
                    .contains(sample.image());
        }
    }

    @Test
    void isRejectedByABucketOfAnotherRegion() throws IOException {
        serve(exchange -> respond(exchange, 301, "<Error><Code>PermanentRedirect</Code></Error>"));

        assertThatEveryCallThrows(
                StorageException.Refused.class, patientStore(server.getAddress().getPort()));
    }

    @Test
    void isUnavailableAfterTheServerHasDied() {
        String bucket;
        Sample sample = sample(uploads);
        try (S3Server mortal = S3Server.start()) {
            bucket = mortal.createBucket();
            client = impatient(mortal.client()).build();
            store(bucket, TestTransports.DEFAULT).store(library, sample.image(), sample.file());
        }

        assertThatEveryCallThrows(
                StorageException.Unavailable.class, store(bucket, TestTransports.WITH_SHORT_TIMEOUTS));
    }

    @Test
    void failsAReadWhoseConnectionBreaks() throws IOException {
        Sample sample = sample(uploads);
        ImageStore store = storeAt(exchange -> {
            sendHead(exchange, sample, 1000);
            exchange.getResponseBody().write(sample.bytes(), 0, 10);
            exchange.getResponseBody().flush();
            exchange.close();
        });

        try (ImageContent content = store.open(library, sample.image().id()).orElseThrow()) {
            assertThatThrownBy(() -> content.bytes().stream().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void failsAReadWhoseServerFallsSilent() throws IOException {
        Sample sample = sample(uploads);
        CompletableFuture<Void> done = new CompletableFuture<>();
        ImageStore store = storeAt(exchange -> {
            sendHead(exchange, sample, 1000);
            exchange.getResponseBody().write(sample.bytes(), 0, 10);
            exchange.getResponseBody().flush();
            done.join();
        });

        try (ImageContent content = store.open(library, sample.image().id()).orElseThrow()) {
            assertThatThrownBy(() -> content.bytes().stream().readAllBytes()).isInstanceOf(IOException.class);
        } finally {
            done.complete(null);
        }
    }

    @Test
    void closesALargeImageWithoutReadingTheRest() throws IOException {
        Sample sample = large(sample(uploads), 10_000_000_000L);
        AtomicLong sent = new AtomicLong();
        CountDownLatch brokenOff = new CountDownLatch(1);
        ImageStore store = storeAt(exchange -> {
            try {
                sendHead(exchange, sample, sample.image().size());
                sendWithoutEnd(exchange.getResponseBody(), sent);
            } catch (IOException _) {
                brokenOff.countDown();
            }
        });

        ImageContent content = store.open(library, sample.image().id()).orElseThrow();
        assertThat(content.bytes().stream().read()).isNotNegative();
        content.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> brokenOff.getCount() == 0);
        assertThat(sent.get()).isLessThan(100_000_000);
    }

    @Test
    void reusesAConnectionAfterACompleteImage() throws IOException {
        Sample sample = sample(uploads);
        Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
        ImageStore store = storeAt(exchange -> {
            connections.add(exchange.getRemoteAddress());
            sendHead(exchange, sample, 1000);
            exchange.getResponseBody().write(sample.bytes());
            exchange.close();
        });

        for (int i = 0; i < 5; i++) {
            try (ImageContent content = store.open(library, sample.image().id()).orElseThrow()) {
                assertThat(content.bytes().stream().readNBytes(1000))
                        .isEqualTo(sample.bytes()); // not on to the end's -1
            }
        }

        assertThat(connections).hasSize(1);
    }

    @Test
    void readsMetadataWhoseNamesComeBackInOtherLetters() throws IOException {
        Sample sample = sample(uploads);
        ImageStore store = storeAt(exchange -> {
            ObjectMetadata.metadata(sample.image(), UUID.randomUUID())
                    .forEach((name, value) ->
                            exchange.getResponseHeaders().set("X-AMZ-META-" + name.toUpperCase(Locale.ROOT), value));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        assertThat(store.find(library, sample.image().id())).contains(sample.image());
    }

    private void assertThatEveryCallThrows(Class<? extends StorageException> type, ImageStore store) {
        Sample sample = sample(uploads);
        UUID id = sample.image().id();
        RenditionName rendition = new RenditionName("320x320-q80", RenditionFormat.WEBP);
        Map<String, ThrowingCallable> calls = Map.of(
                "store",
                () -> store.store(library, sample.image(), sample.file()),
                "find",
                () -> store.find(library, id),
                "open",
                () -> store.open(library, id),
                "open a range",
                () -> store.open(library, id, new ByteRange(0, 1)),
                "list",
                () -> store.list(library, ImageCursor.START, 10),
                "open a rendition",
                () -> store.openRendition(library, id, rendition),
                "store a rendition",
                () -> store.putRendition(
                        library,
                        sample.image(),
                        rendition,
                        sample.file(),
                        sample.image().sha256()),
                "delete",
                () -> store.delete(library, id),
                "probe",
                store::check);
        calls.forEach((name, call) ->
                assertThatThrownBy(call).as(name).isInstanceOf(type).hasCauseInstanceOf(SdkException.class));
    }

    private ImageStore store(AwsCredentialsProvider credentials, String bucket) {
        client = S3Server.shared().client().credentialsProvider(credentials).build();
        return store(bucket, TestTransports.DEFAULT);
    }

    private ImageStore store(String bucket, S3Transport line) {
        return new S3ImageStore(TestTransports.bucket(client, bucket, line));
    }

    private static AwsCredentialsProvider credentials(String accessKey, String secretKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }

    /** Creates a store whose server handles every request like this. */
    private ImageStore storeAt(HttpHandler handler) throws IOException {
        serve(handler);
        return impatientStore(server.getAddress().getPort());
    }

    private void serve(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
    }

    private ImageStore impatientStore(int port) {
        client = impatient(S3Server.shared().client())
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .build();
        return store("bucket", TestTransports.WITH_SHORT_TIMEOUTS);
    }

    private ImageStore patientStore(int port) {
        return patientStore(port, Duration.ofSeconds(20));
    }

    /** Returns a store with the default number of attempts and this time limit for a call without a body. */
    private ImageStore patientStore(int port, Duration time) {
        client = S3Server.shared()
                .client()
                .overrideConfiguration(calls -> calls.apiCallTimeout(time))
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .build();
        return store("bucket", TestTransports.DEFAULT);
    }

    private Sample large(int size) {
        return sample(uploads, "photo.png", NEW_YEAR, UUID.randomUUID(), size);
    }

    /** Delays requests for an image; other requests receive a response at once. */
    private static void respondAfter(HttpExchange exchange, Duration time) throws IOException {
        if (exchange.getRequestURI().getPath().contains("/images/")
                && exchange.getRequestMethod().equals("PUT")) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        respond(exchange, exchange.getRequestMethod().equals("HEAD") ? 404 : 200, "");
    }

    /** One attempt. */
    private static S3ClientBuilder impatient(S3ClientBuilder client) {
        return client.overrideConfiguration(options -> options.retryStrategy(retries -> retries.maxAttempts(1)));
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** Responds to HEAD with the time of another clock; Java's server would send the machine's time. */
    private static void respondToHeadsByAnotherClock(ServerSocket listener, Sample sample, Instant now) {
        while (true) {
            try (Socket caller = listener.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
                String signed = request.lines()
                        .takeWhile(line -> !line.isEmpty())
                        .filter(line -> line.regionMatches(true, 0, "X-Amz-Date: ", 0, 12))
                        .map(line -> line.substring(12))
                        .reduce("", (_, date) -> date);
                Duration skew = Duration.between(AMZ_DATE.parse(signed, Instant::from), now);
                StringBuilder head = new StringBuilder("HTTP/1.1 ")
                        .append(skew.abs().toMinutes() > 15 ? "403 Forbidden" : "200 OK")
                        .append("\r\nConnection: close\r\nDate: ")
                        .append(RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC)))
                        .append("\r\n");
                ObjectMetadata.metadata(sample.image(), UUID.randomUUID())
                        .forEach((name, value) -> head.append("x-amz-meta-")
                                .append(name)
                                .append(": ")
                                .append(value)
                                .append("\r\n"));
                caller.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private static void sendHead(HttpExchange exchange, Sample sample, long length) throws IOException {
        ObjectMetadata.metadata(sample.image(), UUID.randomUUID())
                .forEach((name, value) -> exchange.getResponseHeaders().put("x-amz-meta-" + name, List.of(value)));
        exchange.sendResponseHeaders(200, length);
    }

    private static Sample large(Sample sample, long size) {
        ImageMetadata image = sample.image();
        ImageMetadata large = new ImageMetadata(
                image.id(),
                image.name(),
                image.mediaType(),
                size,
                image.width(),
                image.height(),
                image.sha256(),
                image.createdAt());
        return new Sample(large, sample.bytes(), sample.file());
    }

    private static void sendWithoutEnd(OutputStream body, AtomicLong sent) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (true) {
            body.write(buffer);
            sent.addAndGet(buffer.length);
        }
    }
}
