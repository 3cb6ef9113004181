package io.tintype.link;

import java.net.URI;
import java.util.Optional;

/** The URL at which clients reach the service, with the path prefix of a proxy. */
public final class BaseUrl {

    private BaseUrl() {}

    /** Returns the URL without a slash at its end, or empty if it is not an HTTP URL or has more than a path. */
    public static Optional<String> parse(String text) {
        return uri(text)
                .filter(url -> ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getRawUserInfo() == null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null)
                .map(_ -> text.replaceAll("/+$", ""));
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
