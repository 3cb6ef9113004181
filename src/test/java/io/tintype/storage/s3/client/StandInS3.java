package io.tintype.storage.s3.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tintype.testing.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A stand-in for an S3 store with one bucket. It responds as a test specifies. Its client sends each request once. */
public final class StandInS3 implements AutoCloseable {

    public static final String BUCKET = "bucket";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final S3Client client;

    /** The caller closes it. */
    public StandInS3(HttpHandler handler) {
        this(handler, 1);
    }

    public StandInS3(HttpHandler handler, int attempts) {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                handler.handle(exchange);
            }
        });
        server.start();
        client = client(attempts).build();
    }

    private S3ClientBuilder client(int attempts) {
        return S3Server.shared()
                .client()
                .overrideConfiguration(options -> options.retryStrategy(retries -> retries.maxAttempts(attempts)))
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    public S3Client client() {
        return client;
    }

    public Bucket bucket() {
        return new Bucket(client, BUCKET, TestTransports.DEFAULT);
    }

    /** Methods and targets of the requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean hasBody = !exchange.getRequestMethod().equals("HEAD") && body.length > 0;
        exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
    }

    public static void respond(HttpExchange exchange, int status, String xml) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        respond(exchange, status, xml.getBytes(StandardCharsets.UTF_8));
    }

    /** The value of a query parameter, decoded, or an empty one. */
    public static String query(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getQuery();
        for (String parameter : (query == null ? "" : query).split("&")) {
            if (parameter.startsWith(name + "=")) {
                return parameter.substring(name.length() + 1);
            }
        }
        return "";
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
