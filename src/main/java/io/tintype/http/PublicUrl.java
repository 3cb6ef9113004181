package io.tintype.http;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.link.BaseUrl;
import jakarta.inject.Singleton;

/** The URL at which clients reach the service, for the URLs in responses. */
@Startup // an invalid value stops startup
@Singleton
class PublicUrl {

    /** Without a slash at its end; empty if the operator has set none. */
    private final String base;

    PublicUrl(PublicUrlConfig config) {
        base = config.publicUrl().map(PublicUrl::checked).orElse("");
    }

    /** Returns the URL of a path: absolute, or the path itself if the operator has set no public URL. */
    String of(String path) {
        return base + path;
    }

    private static String checked(String text) {
        return BaseUrl.parse(text)
                .orElseThrow(() -> new ConfigurationException(
                        "TINTYPE_PUBLIC_URL is '%s'. Set it to the URL at which clients reach the service, for example https://images.example.com/tintype."
                                .formatted(text)));
    }
}
