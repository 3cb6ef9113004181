package io.tintype.testing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A proxy with {@code docker/nginx-cache.conf} in front of an application, and another with TLS, HTTP/2 and a path
 * prefix in front of the first.
 *
 * @param port of the cache
 * @param tlsPort of the proxy with TLS, whose path prefix is {@value #PREFIX}
 */
public record Nginx(Process process, Path folder, int port, int tlsPort) implements AutoCloseable {

    public static final String PREFIX = "/tintype";

    private static final Path CONFIGURATION = Path.of("docker", "nginx-cache.conf");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);

    private static final String MAIN = """
            USER
            daemon off;
            pid FOLDER/pid;
            error_log stderr warn;
            worker_processes 1;
            events { worker_connections 256; }
            http {
                client_body_temp_path FOLDER/body;
                proxy_temp_path FOLDER/proxy;
                fastcgi_temp_path FOLDER/fastcgi;
                uwsgi_temp_path FOLDER/uwsgi;
                scgi_temp_path FOLDER/scgi;
                access_log off;
                include FOLDER/cache.conf;
                server {
                    listen 127.0.0.1:TLS ssl http2;
                    ssl_certificate FOLDER/certificate.pem;
                    ssl_certificate_key FOLDER/key.pem;
                    location PREFIX/ {
                        proxy_pass http://127.0.0.1:PORT/;
                        proxy_pass_header Date;
                        client_max_body_size 26m;
                    }
                }
            }
            """;

    /** Starts the proxies, or skips the test if nginx is not installed. The caller closes them. */
    public static Nginx start(int applicationPort, int tlsPort) {
        assumeTrue(isInstalled(), "nginx is not installed");
        try {
            Path folder = Files.createTempDirectory("nginx-");
            int port = PackagedApplication.freePort();
            boolean isRoot = System.getProperty("user.name").equals("root"); // whose workers are of another user
            Map<String, String> values = Map.of(
                    "USER",
                    isRoot ? "user root root;" : "",
                    "FOLDER",
                    folder.toString(),
                    "TLS",
                    "" + tlsPort,
                    "PORT",
                    "" + port,
                    "PREFIX",
                    PREFIX);
            String main = MAIN;
            for (Map.Entry<String, String> value : values.entrySet()) {
                main = main.replace(value.getKey(), value.getValue());
            }
            Files.writeString(folder.resolve("nginx.conf"), main);
            Files.writeString(
                    folder.resolve("cache.conf"),
                    Files.readString(CONFIGURATION)
                            .replace("/var/cache/nginx/tintype", folder + "/cache")
                            .replace("127.0.0.1:8080", "127.0.0.1:" + applicationPort)
                            .replace("listen 80;", "listen 127.0.0.1:" + port + ";"));
            createCertificate(folder);
            Process process = new ProcessBuilder(
                            "nginx",
                            "-e",
                            "stderr",
                            "-c",
                            folder.resolve("nginx.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            await().atMost(STARTS_WITHIN).until(() -> isListening(port) && isListening(tlsPort));
            return new Nginx(process, folder, port, tlsPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file with the certificate of the proxy with TLS, which is valid for 127.0.0.1. */
    public Path certificate() {
        return folder.resolve("certificate.pem");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static boolean isInstalled() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx").anyMatch(file -> Files.isExecutable(Path.of(file)));
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static void createCertificate(Path folder) throws IOException {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=127.0.0.1",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("certificate.pem").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (openssl.onExit().join().exitValue() != 0) {
            throw new IOException("openssl cannot create a certificate");
        }
    }
}
