package io.tintype.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves the discovery document and the JWK set of an issuer on a port of 127.0.0.1. */
public final class OidcServer implements AutoCloseable {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Response document;
    private volatile Response keys;

    /** A response; a status of 0 means that there is none. */
    private record Response(int status, Map<String, String> headers, String body) {}

    /** Starts a server. The caller closes it. */
    public OidcServer(int port, String keys) {
        publishKeys(keys);
        publish(documentOf(port));
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::respond);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public static String issuer(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** Returns a complete document, which the caller may change. */
    public static JsonObject documentOf(int port) {
        String issuer = issuer(port);
        return JsonObject.of(
                "issuer", issuer,
                "authorization_endpoint", issuer + "/authorize",
                "token_endpoint", issuer + "/token",
                "jwks_uri", issuer + "/jwks.json",
                "revocation_endpoint", issuer + "/revoke",
                "end_session_endpoint", issuer + "/logout",
                "authorization_response_iss_parameter_supported", true,
                "id_token_signing_alg_values_supported", List.of("RS256", "ES256", "HS256", "none"));
    }

    /** Replaces the discovery document. */
    public void publish(JsonObject json) {
        document = ok(json.encode());
    }

    /** Replaces the response for the discovery document. */
    public void respondToDiscovery(int status, Map<String, String> headers, String body) {
        document = new Response(status, headers, body);
    }

    /** Leaves requests for the discovery document without a response. */
    public void fallSilent() {
        document = new Response(0, Map.of(), "");
    }

    /** Replaces the published set. */
    public void publishKeys(String set) {
        keys = ok(set);
    }

    /** Replaces the response for the set. */
    public void respondToKeys(int status, Map<String, String> headers, String body) {
        keys = new Response(status, headers, body);
    }

    /** Returns the number of requests for the discovery document so far. */
    public int requests() {
        return requests.get();
    }

    private static Response ok(String json) {
        return new Response(200, Map.of("Content-Type", "application/json"), json);
    }

    private void respond(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean isDiscovery = path.endsWith(DISCOVERY);
        if (isDiscovery) {
            requests.incrementAndGet();
        }
        Response response = isDiscovery ? document : keys;
        try (exchange) {
            if (response.status() == 0) {
                closed.await();
                return;
            }
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            response.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
