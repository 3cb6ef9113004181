package io.tintype.http.download;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Configures downloads. */
@ConfigMapping(prefix = "tintype")
interface DownloadConfig {

    /**
     * {@code stream}, the default, sends images through the service, which verifies them; {@code redirect} sends clients
     * to the store.
     */
    Optional<String> downloads();
}
