package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tintype.storage.SampleImages;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.testing.S3Server;
import io.tintype.testing.ServerKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** Connections to a store by HTTPS. Its server records requests; other tests check signatures. */
class S3TlsTest {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    static Path folder;

    private static ServerKey key;
    private static ExecutorService threads;
    private static HttpsServer server;
    private static Map<String, byte[]> kept;

    @BeforeAll
    static void serve() throws Exception {
        key = ServerKey.in(folder);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        kept = new ConcurrentHashMap<>();
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        server.setExecutor(threads);
        server.createContext("/", S3TlsTest::respond);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @AfterEach
    void trustAsBefore() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @Test
    void sendsAndReadsLargeBodies() throws IOException {
        trustTheServer();
        Sample sample = SampleImages.sample(folder, "large", Instant.EPOCH, UUID.randomUUID(), 3_000_000);
        S3RequestBody body =
                new S3RequestBody(sample.file(), 3_000_000, sample.image().sha256());

        try (NettyS3Transport transport = TestTransports.transport(TestTransports.TIMEOUTS);
                S3Client client = client("localhost")) {
            Bucket bucket = new Bucket(client, "bucket", transport);
            bucket.call(S3Request.put("key", Map.of(), body));

            assertThat(kept.get("/bucket/key")).isEqualTo(sample.bytes());
            try (S3ResponseBody bytes =
                    bucket.call(S3Request.get("key", Map.of())).bytes()) {
                assertThat(bytes.stream().readAllBytes()).isEqualTo(sample.bytes());
            }
        }
    }

    @Test
    void sendsRequestsThroughTheTunnelOfAProxy() throws IOException {
        trustTheServer();
        kept.put("/bucket/key", new byte[] {1, 2, 3});

        try (Tunnel proxy = new Tunnel(true);
                NettyS3Transport transport = TestTransports.transport(TestTransports.TIMEOUTS, proxy.settings());
                S3Client client = client("localhost")) {
            Bucket bucket = new Bucket(client, "bucket", transport);
            try (S3ResponseBody bytes =
                    bucket.call(S3Request.get("key", Map.of())).bytes()) {
                assertThat(bytes.stream().readAllBytes()).containsExactly(1, 2, 3);
            }
            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT localhost:" + server.getAddress().getPort() + " HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nproxy-authorization: Basic YW5uOnNlY3JldA==\r\n"); // ann:secret
        }
    }

    @Test
    void failsIfTheProxyRejectsTheTunnel() throws IOException {
        try (Tunnel proxy = new Tunnel(false);
                NettyS3Transport transport = TestTransports.transport(TestTransports.TIMEOUTS, proxy.settings());
                S3Client client = client("localhost")) {
            Bucket bucket = new Bucket(client, "bucket", transport);

            assertThatThrownBy(() -> bucket.call(S3Request.head("key", Map.of())))
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("407");
        }
    }

    @Test
    void rejectsAnUntrustedCertificate() {
        assertThatIsDistrusted("localhost", "unable to find valid certification path");
    }

    @Test
    void distrustsACertificateOfAnotherHost() {
        trustTheServer();

        assertThatIsDistrusted("127.0.0.1", "No subject alternative names");
    }

    private static void trustTheServer() {
        System.setProperty(TRUST_STORE, key.file().toString());
        System.setProperty(TRUST_STORE_PASSWORD, ServerKey.PASSWORD);
    }

    private static void assertThatIsDistrusted(String host, String reason) {
        try (NettyS3Transport transport = TestTransports.transport(TestTransports.TIMEOUTS);
                S3Client client = client(host)) {
            Bucket bucket = new Bucket(client, "bucket", transport);

            assertThatThrownBy(() -> bucket.call(S3Request.head("key", Map.of())))
                    .isInstanceOf(SdkClientException.class)
                    .hasCauseInstanceOf(IOException.class)
                    .rootCause()
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining(reason);
        }
    }

    private static S3Client client(String host) {
        return S3Server.shared()
                .client()
                .endpointOverride(
                        URI.create("https://" + host + ":" + server.getAddress().getPort()))
                .overrideConfiguration(options -> options.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    /** A proxy that supports CONNECT, or rejects it. */
    private static final class Tunnel implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private final boolean isOpen;

        Tunnel(boolean isOpen) throws IOException {
            this.isOpen = isOpen;
            threads.execute(this::accept);
        }

        S3Proxy settings() {
            return new S3Proxy(
                    InetSocketAddress.createUnresolved("localhost", listener.getLocalPort()),
                    "ann",
                    "secret",
                    List.of());
        }

        List<String> requests() {
            return requests;
        }

        private void accept() {
            try {
                while (true) {
                    Socket caller = listener.accept();
                    threads.execute(() -> serve(caller));
                }
            } catch (IOException _) {
                // closed
            }
        }

        private void serve(Socket caller) {
            try (caller;
                    Socket store = new Socket("localhost", server.getAddress().getPort())) {
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) caller.getInputStream().read());
                }
                requests.add(head.toString());
                String response = isOpen ? "200 Connected" : "407 Proxy Authentication Required";
                caller.getOutputStream()
                        .write(("HTTP/1.1 " + response + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                if (isOpen) {
                    threads.execute(() -> copy(store, caller));
                    copy(caller, store);
                }
            } catch (IOException _) {
                // handled like the end of the connection
            }
        }

        private static void copy(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException _) {
                // handled like the end of the connection
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static SSLContext tls() throws Exception {
        KeyStore store = KeyStore.getInstance(key.file().toFile(), ServerKey.PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, ServerKey.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void respond(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            if (exchange.getRequestMethod().equals("PUT")) {
                kept.put(path, body.readAllBytes());
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            byte[] bytes = kept.get(path);
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }
}
