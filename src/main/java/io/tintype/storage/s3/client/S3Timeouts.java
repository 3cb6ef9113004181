package io.tintype.storage.s3.client;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Time limits of the transport, and the size of its pool. */
@ConfigMapping(prefix = "tintype.s3")
interface S3Timeouts {

    /** Time limit for opening a connection. */
    Duration connectTimeout();

    /** Time limit for acquiring a connection from the pool, if all are in use. */
    Duration acquireTimeout();

    /** Time limit for the next bytes of a response, or of a request that is being sent. */
    Duration readTimeout();

    /** Time after which an unused connection is closed. */
    Duration idleTimeout();

    /** Maximum number of connections of each event loop. */
    int maxConnections();
}
