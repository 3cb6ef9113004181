package io.tintype.http;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Configures the URLs in responses. */
@ConfigMapping(prefix = "tintype")
interface PublicUrlConfig {

    /** The URL at which clients reach the service, through proxies and with their path prefix; relative URLs without it. */
    Optional<String> publicUrl();
}
