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
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(120);
    private static final int PERMITS = 8;
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
        overload(
                Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk"),
                application -> SocketQueues.unsent(application.port()));
    }

    @Test
    void shedsUploadsInS3AndRecovers() throws IOException {
        S3Server server = S3Server.shared();
        overload(
                Settings.onS3(server),
                application -> SocketQueues.unread(server.endpoint().getPort()));
    }

    /** With two event loops, connections of one would wait while those of the other receive more responses. */
    @Test
    void servesEveryConnectionOnOneProcessor() throws Exception {
        Function<Path, List<String>> onOneProcessor = folder -> List.of("taskset", "-c", firstProcessor());
        Map<String, String> settings = Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk");
        try (PackagedApplication application = PackagedApplication.start(onOneProcessor, settings)) {
            ApiClient client = new ApiClient(application, TOKEN);
            for (int i = 0; i < LISTED; i++) {
                assertThat(client.upload(Fixtures.PHOTOGRAPH.bytes()).status()).isEqualTo(201);
            }

            List<Integer> responses = listWithoutPause(application);

            LOG.infof("responses by connection: %s", responses);
            assertThat(Collections.min(responses)).isGreaterThan(Collections.max(responses) / 2);
        }
    }

    /** Returns the number of responses of each connection, which share a number of requests. */
    private static List<Integer> listWithoutPause(PackagedApplication application) {
        AtomicInteger remaining = new AtomicInteger(LISTS);
        CyclicBarrier connected = new CyclicBarrier(CONNECTIONS);
        return allAtOnce(CONNECTIONS, () -> list(application, connected, remaining));
    }

    private static int list(PackagedApplication application, CyclicBarrier connected, AtomicInteger remaining) {
        HttpRequest list = HttpRequest.newBuilder(application.baseUri().resolve("/images"))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        int responses = 0;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) { // with one connection
            client.send(list, BodyHandlers.ofString());
            connected.await(RECOVERS_WITHIN.toSeconds(), TimeUnit.SECONDS);
            while (remaining.getAndDecrement() > 0) {
                assertThat(client.send(list, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
                responses++;
            }
        } catch (IOException | InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
        return responses;
    }

    private static String firstProcessor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.split("[\\s,-]+")[1])
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The queues are those that slow readers fill, of which some must have bytes and all must be bounded. */
    private static void overload(Map<String, String> settings, Function<PackagedApplication, List<Long>> queues)
            throws IOException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TINTYPE_MAX_CONCURRENT_UPLOADS", Integer.toString(PERMITS));
        environment.put("TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT", Integer.toString(PERMITS));
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            ApiClient client = new ApiClient(application, TOKEN);
            String id = client.upload(LARGE).id();
            List<RawConnection> readers = new ArrayList<>();
            for (int i = 0; i < SLOW_READERS; i++) {
                readers.add(startDownload(application, id));
            }

            await().atMost(RECOVERS_WITHIN)
                    .untilAsserted(() -> assertThat(queues.apply(application)).anyMatch(bytes -> bytes > 0));

            List<HttpResult> results = allAtOnce(UPLOADS, () -> client.upload(LARGE));

            assertThat(results)
                    .allMatch(result -> result.status() == 201
                            || (result.status() == 503
                                    && Stream.of("overloaded", "storage-unavailable")
                                            .anyMatch(result.problem()::equals)))
                    .anyMatch(result -> result.status() == 201)
                    .anyMatch(result -> result.status() == 503);
            assertThat(application.peakBytes()).isLessThan(MAX_RESIDENT);
            assertBounded(SocketQueues.unsent(application.port()));
            assertBounded(queues.apply(application));
            for (RawConnection reader : readers) {
                reader.close();
            }
            assertRecovered(application, client, id, results);
        }
    }

    private static void assertBounded(List<Long> queues) {
        LOG.infof("at most %d bytes wait in %d queues", Collections.max(queues), queues.size());
        assertThat(queues).allMatch(bytes -> bytes < MAX_QUEUED);
    }

    private static RawConnection startDownload(PackagedApplication application, String id) throws IOException {
        RawConnection reader = new RawConnection(application, RECOVERS_WITHIN);
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
            PackagedApplication application, ApiClient client, String id, List<HttpResult> results) {
        List<String> stored = results.stream()
                .filter(result -> result.status() == 201)
                .map(HttpResult::id)
                .toList();
        LOG.infof(
                "%d of %d uploads stored, %d MB resident at most",
                stored.size(), results.size(), application.peakBytes() / 1024 / 1024);
        assertThat(client.list()).contains(id).containsAll(stored).hasSize(stored.size() + 1);
        assertThat(client.download(stored.getLast())).isEqualTo(LARGE);
        assertThat(client.upload(LARGE).status()).isEqualTo(201);
        await().atMost(RECOVERS_WITHIN)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
    }
}
