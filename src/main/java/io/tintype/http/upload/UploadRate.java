package io.tintype.http.upload;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The lowest rate of an upload: it has 30 s, and one more for each 16 KiB that has arrived. So an image of 25 MiB may
 * take 27 minutes, and an upload that sends hardly any bytes ends after half a minute. Without this limit a few clients
 * could hold every permit for hours.
 */
final class UploadRate {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long MIN_BYTES_PER_SECOND = 16 * 1024;

    private UploadRate() {}

    /**
     * Returns how long an upload may still take if no more bytes arrive; zero or less if it is too slow.
     *
     * @param start when it began, by {@link System#nanoTime}
     */
    static Duration remaining(HttpServerRequest request, long start) {
        return GRACE.plusMillis(request.bytesRead() * 1000 / MIN_BYTES_PER_SECOND)
                .minusNanos(System.nanoTime() - start);
    }
}
