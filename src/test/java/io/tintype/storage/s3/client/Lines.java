package io.tintype.storage.s3.client;

import io.vertx.core.Vertx;
import java.time.Duration;
import software.amazon.awssdk.services.s3.S3Client;

/** Lines to S3 for tests. */
public final class Lines {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int CONNECTIONS = 50;
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** As the service waits. */
    static final S3Timeouts WAITS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10), IDLE, CONNECTIONS);

    /** As the service has it. */
    public static final S3Transport PATIENT = line(WAITS);

    /** With short waits. */
    public static final S3Transport IMPATIENT = line(
            new Timeouts(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(300), IDLE, CONNECTIONS));

    /** Timeouts as a test needs them. */
    record Timeouts(
            Duration connectTimeout,
            Duration acquireTimeout,
            Duration readTimeout,
            Duration idleTimeout,
            int maxConnections)
            implements S3Timeouts {}

    private Lines() {}

    /** A bucket with the settings of the client, by a transport. */
    public static Bucket bucket(S3Client client, String name, S3Transport transport) {
        return new Bucket(client, name, transport);
    }

    /** The caller closes it. */
    static NettyS3Transport line(S3Timeouts patience) {
        return line(patience, S3Proxy.NONE);
    }

    /** The caller closes it. */
    static NettyS3Transport line(S3Timeouts patience, S3Proxy proxy) {
        return new NettyS3Transport(VERTX, patience, proxy);
    }
}
