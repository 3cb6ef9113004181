package io.tintype.storage.s3.client;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Time limits of the transport, and the size of its pool. */
@ConfigMapping(prefix = "tintype.s3")
interface S3Timeouts {

    /** For a new connection. */
    Duration connectTimeout();

    /** For a connection of the pool, if all are in use. */
    Duration acquireTimeout();

    /** For the next bytes of a response, or of a request on its way. */
    Duration readTimeout();

    /** After which an unused connection is closed. */
    Duration idleTimeout();

    /** The most connections of each event loop. */
    int maxConnections();
}
