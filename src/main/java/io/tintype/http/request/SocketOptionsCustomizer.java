package io.tintype.http.request;

import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Bounds what the operating system holds for a caller who has not taken it yet. Linux would let it grow to 4 MB a
 * connection, in memory that counts as the container's, and slow readers are many. The price is speed for those far
 * away: some 400 KB are on their way at most, 4 MB a second for an echo time of 100 ms.
 */
@Singleton
@Unremovable // Quarkus looks for it where nothing says so
class SocketOptionsCustomizer implements HttpServerOptionsCustomizer {

    private static final int BYTES = 256 * 1024; // Linux makes twice as much of it, to have room for what it adds

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }
}
