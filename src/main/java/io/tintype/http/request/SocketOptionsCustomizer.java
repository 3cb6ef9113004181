package io.tintype.http.request;

import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Bounds the bytes that the operating system buffers for clients that read slowly. Linux would let a send buffer grow
 * to 4 MB for each connection, in memory that is counted as the container's. The price is speed over long distances: at
 * most some 400 KB are in flight, which is 4 MB a second at a round-trip time of 100 ms.
 */
@Singleton
@Unremovable // Quarkus looks it up at run time
class SocketOptionsCustomizer implements HttpServerOptionsCustomizer {

    private static final int BYTES = 256 * 1024; // Linux doubles it, for its own overhead

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }
}
