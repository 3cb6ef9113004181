package io.tintype.image;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What each library may hold, as configured. */
@ConfigMapping(prefix = "tintype")
interface QuotaConfig {

    /** Bytes of all images of a library. Not limited by default. */
    Optional<String> quotaBytes();

    /** Images of a library. Not limited by default. */
    Optional<String> quotaImages();
}
