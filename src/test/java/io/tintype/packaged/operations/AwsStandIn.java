package io.tintype.packaged.operations;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stand-in for the services of AWS that issue credentials, each with its own access key, and for an S3 that has the
 * object of every conditional write. It records the requests that it receives.
 */
final class AwsStandIn implements AutoCloseable {

    /**
     * @param target the path with the query
     * @param body decoded from the form that the query APIs of AWS use
     */
    record Received(String method, String target, Headers headers, String body) {

        private boolean startsWith(String start) {
            return (method + " " + target).startsWith(start);
        }

        String header(String name) {
            return headers.getFirst(name);
        }
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, String> bodies;
    private final String host;
    private final HttpServer server;

    /**
     * Listens on a free port.
     *
     * @param host the name or address of the loopback interface, as in a URL
     * @param bodies the responses to requests that start with a key, a method and a path; all others are for S3
     */
    AwsStandIn(String host, Map<String, String> bodies) {
        this.host = host;
        this.bodies = bodies;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::respond);
        server.start();
    }

    String url() {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /** Returns the requests that start with a method and a path. */
    List<Received> received(String start) {
        return received.stream().filter(request -> request.startsWith(start)).toList();
    }

    /** Returns the time until which credentials of this stand-in are valid, as AWS writes it. */
    static String inAnHour() {
        return Instant.now()
                .plus(1, ChronoUnit.HOURS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    URLDecoder.decode(body, StandardCharsets.UTF_8));
            received.add(request);
            String response = bodies.keySet().stream()
                    .filter(request::startsWith)
                    .max((one, other) -> one.length() - other.length()) // the most specific
                    .map(bodies::get)
                    .orElse("");
            byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", response.startsWith("<") ? "text/xml" : "application/json");
            exchange.getResponseHeaders().set("x-aws-ec2-metadata-token-ttl-seconds", "21600");
            exchange.sendResponseHeaders(bytes.length == 0 ? 412 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
