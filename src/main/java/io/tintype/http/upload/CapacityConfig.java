package io.tintype.http.upload;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How many uploads the service takes at once, as the operator wrote it. */
@ConfigMapping(prefix = "tintype")
interface CapacityConfig {

    /** Uploads under way at once, at least 1. Default 64. */
    Optional<String> maxConcurrentUploads();

    /** Uploads of one token subject in progress at once, at least 1. Default: a quarter of all. */
    Optional<String> maxConcurrentUploadsPerSubject();
}
