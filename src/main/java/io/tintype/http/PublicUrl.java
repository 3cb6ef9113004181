package io.tintype.http;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

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
        return parse(text)
                .filter(url -> ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getRawUserInfo() == null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null)
                .map(url -> text.replaceAll("/+$", ""))
                .orElseThrow(() -> new ConfigurationException(
                        "TINTYPE_PUBLIC_URL is '%s'. Set it to the URL at which clients reach the service, for example https://images.example.com/tintype."
                                .formatted(text)));
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
