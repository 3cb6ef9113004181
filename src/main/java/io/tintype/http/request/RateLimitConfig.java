package io.tintype.http.request;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The maximum rate of requests, as configured. */
@ConfigMapping(prefix = "tintype")
interface RateLimitConfig {

    /** Requests per second of one token subject, at least 1. Not limited by default. */
    Optional<String> rateLimit();
}
