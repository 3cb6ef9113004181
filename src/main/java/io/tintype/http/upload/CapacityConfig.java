package io.tintype.http.upload;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The maximum number of uploads in progress, as configured. */
@ConfigMapping(prefix = "tintype")
interface CapacityConfig {

    /** Uploads in progress at once, at least 1. Default 64. */
    Optional<String> maxConcurrentUploads();

    /** Uploads of one token subject in progress at once, at least 1. Default: a quarter of all. */
    Optional<String> maxConcurrentUploadsPerSubject();
}
