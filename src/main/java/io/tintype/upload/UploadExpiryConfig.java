package io.tintype.upload;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Configures how long a resumable upload may take. {@link ResumableUploads} has the parsed value. */
@ConfigMapping(prefix = "tintype")
interface UploadExpiryConfig {

    /** Time after which an upload that is not complete expires, as an ISO 8601 duration. Default PT24H. */
    Optional<String> uploadExpiry();
}
