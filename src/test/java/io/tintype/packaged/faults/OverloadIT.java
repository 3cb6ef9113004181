package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.HttpResult;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Many more clients than permits: some requests are rejected, memory stays bounded, and the service recovers. */
class OverloadIT {

    private static final Logger LOG = Logger.getLogger(OverloadIT.class);
    private static final String TOKEN = Tokens.of("crowd");
    private static final Duration IN_THE_END = Duration.ofSeconds(120);
    private static final int PLACES = 8;
    private static final int UPLOADS = 100;
    private static final int SLOW_READERS = 100;
    private static final int LISTED = 20;
    private static final int LISTS = 2000;
    private static final int CONNECTIONS = 32;
    private static final byte[] LARGE = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(4 * 1024 * 1024));

    /** Uploads and downloads in progress have 800 MB together. */
    private static final long MAX_RESIDENT = 400L * 1024 * 1024;

    /** Buffers of the operating system per connection. The defaults are 4 MB to a client, and as much from S3. */
    private static final long MAX_QUEUED = 1024 * 1024;

    @Test
    void shedsUploadsOnDiskAndRecovers() throws IOException {
        overload(Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk"), () -> {});
    }

    @Test
    void shedsUploadsInS3AndRecovers() throws IOException {
        S3Server server = S3Server.shared();
        overload(
                Settings.onS3(server),
                () -> assertBounded(
                        "from S3", SocketQueues.unread(server.endpoint().getPort())));
    }

    /** With two event loops, connections of one would wait while those of the other have more requests. */
    @Test
    void servesEveryConnectionOnOneProcessor() throws Exception {
        Function<Path, List<String>> onOneProcessor = folder -> List.of("taskset", "-c", firstProcessor());
        Map<String, String> settings = Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk");
        try (PackagedApplication application = PackagedApplication.start(onOneProcessor, settings)) {
            ApiClient client = new ApiClient(application, TOKEN);
            for (int i = 0; i < LISTED; i++) {
                assertThat(client.upload(Fixtures.PHOTOGRAPH.bytes()).status()).isEqualTo(201);
            }

            List<Integer> answers = listWithoutPause(application);

            LOG.infof("answers by connection: %s", answers);
            assertThat(Collections.min(answers)).isGreaterThan(Collections.max(answers) / 2);
        }
    }

    /** Returns the number of responses of each connection, which share a number of requests. */
    private static List<Integer> listWithoutPause(PackagedApplication application) {
        AtomicInteger left = new AtomicInteger(LISTS);
        return allAtOnce(CONNECTIONS, () -> list(application, left));
    }

    private static int list(PackagedApplication application, AtomicInteger left) {
        HttpRequest list = HttpRequest.newBuilder(application.baseUri().resolve("/images"))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        int answers = 0;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) { // with one connection
            while (left.getAndDecrement() > 0) {
                assertThat(client.send(list, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
                answers++;
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return answers;
    }

    private static String firstProcessor() {
        try (Stream<String> facts = Files.lines(Path.of("/proc/self/status"))) {
            return facts.filter(fact -> fact.startsWith("Cpus_allowed_list:"))
                    .map(fact -> fact.split("[\\s,-]+")[1])
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void overload(Map<String, String> settings, Runnable whileNobodyReads) throws IOException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TINTYPE_MAX_CONCURRENT_UPLOADS", Integer.toString(PLACES));
        environment.put("TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT", Integer.toString(PLACES));
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            ApiClient client = new ApiClient(application, TOKEN);
            String id = client.upload(LARGE).id();
            List<RawConnection> readers = new ArrayList<>();
            for (int i = 0; i < SLOW_READERS; i++) {
                readers.add(startDownload(application, id));
            }

            List<HttpResult> answers = allAtOnce(UPLOADS, () -> client.upload(LARGE));

            assertThat(answers)
                    .allMatch(result -> result.status() == 201
                            || (result.status() == 503
                                    && Stream.of("overloaded", "storage-unavailable")
                                            .anyMatch(result.problem()::equals)))
                    .anyMatch(result -> result.status() == 201)
                    .anyMatch(result -> result.status() == 503);
            assertThat(application.peakBytes()).isLessThan(MAX_RESIDENT);
            assertBounded("to callers", SocketQueues.unsent(application.port()));
            whileNobodyReads.run();
            for (RawConnection reader : readers) {
                reader.close();
            }
            assertRecovered(application, client, id, answers);
        }
    }

    /** Checks that buffers are used, and that each is bounded. */
    private static void assertBounded(String way, List<Long> queues) {
        LOG.infof("%s: at most %d bytes wait", way, Collections.max(queues));
        assertThat(queues).as(way).anyMatch(bytes -> bytes > 0).allMatch(bytes -> bytes < MAX_QUEUED);
    }

    private static RawConnection startDownload(PackagedApplication application, String id) throws IOException {
        RawConnection reader = new RawConnection(application, IN_THE_END);
        reader.send("GET /images/" + id + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n");
        assertThat(reader.readHead()).startsWith("HTTP/1.1 200 ");
        return reader;
    }

    private static <T> List<T> allAtOnce(int count, Supplier<T> action) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return Stream.generate(() -> CompletableFuture.supplyAsync(action, threads)).limit(count).toList().stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private static void assertRecovered(
            PackagedApplication application, ApiClient client, String id, List<HttpResult> answers) {
        List<String> stored = answers.stream()
                .filter(result -> result.status() == 201)
                .map(HttpResult::id)
                .toList();
        LOG.infof(
                "%d of %d uploads stored, %d MB resident at most",
                stored.size(), answers.size(), application.peakBytes() / 1024 / 1024);
        assertThat(client.list()).contains(id).containsAll(stored).hasSize(stored.size() + 1);
        assertThat(client.download(stored.getLast())).isEqualTo(LARGE);
        assertThat(client.upload(LARGE).status()).isEqualTo(201);
        await().atMost(IN_THE_END)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
    }
}
