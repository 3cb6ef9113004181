package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.tintype.testing.S3Server;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** How connections that wait for their next request are reused and closed. */
class PooledConnectionsTest {

    private static final int CONNECTIONS = 8;
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private StandIn store;
    private S3Client client;

    @BeforeEach
    void listen() throws IOException {
        store = new StandIn();
        client = S3Server.shared().client().endpointOverride(store.endpoint()).build();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        store.close();
        threads.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void servesTheFirstRequestAfterTheStoreClosedAllConnections() {
        Bucket bucket = bucketWithIdleConnections(HOUR);

        store.becomeStale(Fault.RESET);

        assertThatCode(() -> bucket.call(S3Request.headBucket())).doesNotThrowAnyException();
    }

    @Test
    void waitsForOneSilentConnectionAndNotForAll() {
        Bucket bucket = bucketWithIdleConnections(HOUR);

        store.becomeStale(Fault.SILENCE);

        long start = System.nanoTime();
        bucket.call(S3Request.headBucket());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SILENCE, SILENCE.multipliedBy(2));
    }

    @Test
    void usesAConnectionAgainThatWorks() {
        Bucket bucket = bucketWithIdleConnections(HOUR);

        bucket.call(S3Request.headBucket());

        assertThat(store.accepted()).isEqualTo(CONNECTIONS);
    }

    @Test
    void closesAConnectionThatWaitsForLong() {
        bucketWithIdleConnections(IDLE);

        await().atMost(Duration.ofSeconds(10)).until(() -> store.open() == 0);
    }

    @Test
    void usesTcpKeepAlive() throws IOException {
        bucketWithIdleConnections(HOUR);

        await().untilAsserted(() -> assertThat(timers(store.port()))
                .as("of the connections to the store; 2 is keep-alive")
                .hasSize(CONNECTIONS)
                .containsOnly("02"));
    }

    /** Returns a bucket with eight connections, each of which has served a request. */
    private Bucket bucketWithIdleConnections(Duration idle) {
        NettyS3Transport transport = new NettyS3Transport(
                vertx,
                new TestTransports.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), SILENCE, idle, CONNECTIONS),
                S3Proxy.NONE);
        Bucket bucket = new Bucket(client, "bucket", transport);
        CompletableFuture.allOf(IntStream.range(0, CONNECTIONS)
                        .mapToObj(_ -> CompletableFuture.runAsync(() -> bucket.call(S3Request.headBucket()), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(store.accepted()).isEqualTo(CONNECTIONS);
        return bucket;
    }

    /** Returns the kernel's timers of the established connections to a port. */
    private static List<String> timers(int port) throws IOException {
        String remote = "%08X:%04X".formatted(0x0100007F, port);
        try (Stream<String> lines =
                Stream.concat(Files.lines(Path.of("/proc/net/tcp")), Files.lines(Path.of("/proc/net/tcp6")))) {
            return lines.map(line -> line.strip().split(" +"))
                    .filter(fields -> fields[2].endsWith(remote) && fields[3].equals("01"))
                    .map(fields -> fields[5].split(":")[0])
                    .toList();
        }
    }

    private enum Fault {
        RESET,
        SILENCE
    }

    /** A store that responds with 200. It waits for the first request of every connection, and can close connections. */
    private static final class StandIn implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
        private final Set<Socket> ended = ConcurrentHashMap.newKeySet();
        private final CountDownLatch all = new CountDownLatch(CONNECTIONS);
        private volatile Set<Socket> stale = Set.of();
        private volatile Fault fault;

        StandIn() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + port());
        }

        int port() {
            return listener.getLocalPort();
        }

        int accepted() {
            return accepted.size();
        }

        int open() {
            return accepted.size() - ended.size();
        }

        void becomeStale(Fault kind) {
            fault = kind;
            stale = Set.copyOf(accepted);
        }

        private void accept() {
            try {
                while (true) {
                    Socket caller = listener.accept();
                    accepted.add(caller);
                    Thread.ofVirtual().start(() -> serve(caller));
                }
            } catch (IOException _) {
                // closed
            }
        }

        private void serve(Socket caller) {
            try (caller) {
                while (hasRead(caller)) {
                    all.countDown();
                    all.await();
                    if (!stale.contains(caller)) {
                        caller.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                    } else if (fault == Fault.RESET) {
                        caller.setSoLinger(true, 0);
                        return;
                    }
                }
            } catch (IOException | InterruptedException _) {
                // handled like the end of the connection
            } finally {
                ended.add(caller);
            }
        }

        /** Reads a request without a body. Returns false if the connection has ended. */
        private static boolean hasRead(Socket caller) throws IOException {
            String head = "";
            byte[] part = new byte[8192];
            while (!head.endsWith("\r\n\r\n")) {
                int read = caller.getInputStream().read(part);
                if (read < 0) {
                    return false;
                }
                head += new String(part, 0, read, StandardCharsets.US_ASCII);
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }
}
