package io.tintype.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * An S3 server on a free port of 127.0.0.1: s3proxy, which the build copies to {@code target/s3proxy}, in a process of
 * its own that stores its objects in memory and ends with this JVM.
 */
public final class S3Server implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final int TRIES = 3;

    private final URI endpoint;
    private final Optional<URI> secureEndpoint;
    private final String accessKey;
    private final String secretKey;
    private final Process process;
    private final Path log;

    private S3Server(URI endpoint, String accessKey, String secretKey) {
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        secureEndpoint = Optional.empty();
        process = null;
        log = null;
    }

    private S3Server(Path jar, int port, String accessKey, String secretKey, Optional<ServerKey> key)
            throws IOException {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        endpoint = URI.create("http://127.0.0.1:" + port);
        secureEndpoint = key.map(any -> URI.create("https://localhost:" + freePort()));
        log = jar.resolveSibling("s3proxy-" + port + ".log");
        Path properties = writeProperties(jar.resolveSibling("s3proxy-" + port + ".properties"), key);
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toString(),
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Returns the server that the tests of this JVM share. It ends with the JVM. */
    public static S3Server shared() {
        return Shared.SERVER;
    }

    /** Starts a server. The caller closes it. */
    public static S3Server start() {
        return start(Optional.empty());
    }

    /** Starts a server that serves https too. */
    public static S3Server start(ServerKey key) {
        return start(Optional.of(key));
    }

    /**
     * Returns the server that system properties specify, for tests against another store by hand. This JVM neither starts
     * nor ends it.
     */
    private static S3Server external(URI endpoint) {
        return new S3Server(endpoint, System.getProperty("s3.access-key"), System.getProperty("s3.secret-key"));
    }

    private static S3Server start(Optional<ServerKey> key) {
        for (int tries = 1; ; tries++) {
            S3Server server = launch(
                    freePort(), UUID.randomUUID().toString(), UUID.randomUUID().toString(), key);
            if (server.becomesReady()) {
                return server;
            }
            server.close(); // most likely another process uses the port
            if (tries == TRIES) {
                throw new IllegalStateException("the S3 server does not start, see " + server.log);
            }
        }
    }

    /** Starts an empty server at the same address, with the same keys, after {@link #close}. The caller closes it. */
    public S3Server startAgain() {
        S3Server server = launch(endpoint.getPort(), accessKey, secretKey, Optional.empty());
        if (!server.becomesReady()) {
            server.close();
            throw new IllegalStateException("the S3 server does not start again, see " + server.log);
        }
        return server;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Returns the address of this server for https. */
    public URI secureEndpoint() {
        return secureEndpoint.orElseThrow();
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /**
     * Returns a builder with the address and the credentials of this server. The caller closes the client.
     *
     * <p>Disables aws-chunked bodies, which the SDK uses only over plain HTTP: s3proxy sometimes does not read such a body
     * to its end and closes the connection, and the client notices only with its next request. Many closed connections
     * would exhaust its retries.
     */
    public S3ClientBuilder client() {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                .serviceConfiguration(
                        options -> options.pathStyleAccessEnabled(true).chunkedEncodingEnabled(false))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    }

    /** Returns the environment variables of an application that uses this bucket. */
    public Map<String, String> settings(String bucket) {
        return Map.of(
                "BUCKET_NAME", bucket,
                "AWS_ENDPOINT_URL_S3", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", accessKey,
                "AWS_SECRET_ACCESS_KEY", secretKey);
    }

    /** Creates a bucket and returns its name. */
    public String createBucket() {
        String name = "tintype-" + UUID.randomUUID();
        createBucket(name);
        return name;
    }

    public void createBucket(String name) {
        try (S3Client client = client().build()) {
            client.createBucket(request -> request.bucket(name));
        }
    }

    /** Kills the server: open connections are reset, and new ones are refused. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static S3Server launch(int port, String accessKey, String secretKey, Optional<ServerKey> key) {
        Path jar = Path.of(System.getProperty("s3proxy.jar", "target/s3proxy/s3proxy.jar"))
                .toAbsolutePath();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw process-test-resources");
        }
        try {
            return new S3Server(jar, port, accessKey, secretKey, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean becomesReady() {
        try {
            await().atMost(STARTS_WITHIN)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !process.isAlive() || accepts());
        } catch (ConditionTimeoutException _) {
            return false;
        }
        return process.isAlive();
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getByName(endpoint.getHost()), endpoint.getPort())) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private Path writeProperties(Path file, Optional<ServerKey> key) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", endpoint.toString());
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", accessKey);
        properties.setProperty("s3proxy.credential", secretKey);
        properties.setProperty("s3proxy.ignore-unknown-headers", "true"); // else multipart uploads get 501
        properties.setProperty("jclouds.provider", "transient-nio2");
        properties.setProperty("jclouds.identity", "any");
        properties.setProperty("jclouds.credential", "any");
        properties.setProperty("jclouds.endpoint", "");
        key.ifPresent(tls -> {
            properties.setProperty("s3proxy.secure-endpoint", secureEndpoint().toString());
            properties.setProperty("s3proxy.keystore-path", tls.file().toString());
            properties.setProperty("s3proxy.keystore-password", ServerKey.PASSWORD);
        });
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final S3Server SERVER = Optional.ofNullable(System.getProperty("s3.endpoint"))
                .map(endpoint -> external(URI.create(endpoint)))
                .orElseGet(S3Server::start);
    }
}
