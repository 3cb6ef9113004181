package io.tintype.storage.s3.client;

import io.vertx.core.Vertx;
import java.time.Duration;
import software.amazon.awssdk.services.s3.S3Client;

/** Transports to S3 for tests. */
public final class TestTransports {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int CONNECTIONS = 50;
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** The timeouts of the service. */
    static final S3Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10), IDLE, CONNECTIONS);

    /** A transport with the timeouts of the service. */
    public static final S3Transport DEFAULT = transport(TIMEOUTS);

    /** A transport with short timeouts. */
    public static final S3Transport WITH_SHORT_TIMEOUTS = transport(
            new Timeouts(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(300), IDLE, CONNECTIONS));

    /** Timeouts as a test needs them. */
    record Timeouts(
            Duration connectTimeout,
            Duration acquireTimeout,
            Duration readTimeout,
            Duration idleTimeout,
            int maxConnections)
            implements S3Timeouts {}

    private TestTransports() {}

    /** Returns a bucket with the settings of the client and a transport. */
    public static Bucket bucket(S3Client client, String name, S3Transport transport) {
        return new Bucket(client, name, transport);
    }

    /** The caller closes it. */
    static NettyS3Transport transport(S3Timeouts timeouts) {
        return transport(timeouts, S3Proxy.NONE);
    }

    /** The caller closes it. */
    static NettyS3Transport transport(S3Timeouts timeouts, S3Proxy proxy) {
        return new NettyS3Transport(VERTX, timeouts, proxy);
    }
}
