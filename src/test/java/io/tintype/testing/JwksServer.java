package io.tintype.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves the JWK set of an issuer on a port of 127.0.0.1. */
public final class JwksServer implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String keys;

    /** Starts a server. The caller closes it. */
    public JwksServer(int port, String keys) {
        this.keys = keys;
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/jwks.json", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                byte[] body = this.keys.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    public static String url(int port) {
        return "http://127.0.0.1:" + port + "/jwks.json";
    }

    /** Returns the number of requests so far. */
    public int requests() {
        return requests.get();
    }

    /** Replaces the published set. */
    public void publish(String others) {
        keys = others;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
