package io.tintype.http.download;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.DirectDownloads;
import io.tintype.storage.DirectDownloads.Headers;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.StorageConfig;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends clients to the store for whole images and ranges, if the operator has configured it. */
@Startup // an invalid value stops startup
@Singleton
class DownloadRedirects {

    /** How long a URL of the store is valid. A client that follows a redirect uses it at once. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** How long before the end of its lifetime a URL is no longer taken from a cache. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Optional<DirectDownloads> store;

    DownloadRedirects(DownloadConfig config, StorageConfig storage, @Any Instance<DirectDownloads> stores) {
        store = isRedirect(config.downloads().orElse("stream"))
                ? Optional.of(store(stores.select(Identifier.Literal.of(storage.kind()))))
                : Optional.empty();
    }

    private static boolean isRedirect(String value) {
        return switch (value) {
            case "stream" -> false;
            case "redirect" -> true;
            default ->
                throw new ConfigurationException(
                        "TINTYPE_DOWNLOADS is '%s'. Set it to stream or to redirect.".formatted(value));
        };
    }

    private static DirectDownloads store(Instance<DirectDownloads> chosen) {
        if (chosen.isResolvable()) {
            return chosen.get();
        }
        throw new ConfigurationException(
                "TINTYPE_DOWNLOADS is redirect, which requires an S3 store. Set it to stream, or TINTYPE_STORAGE to s3.");
    }

    boolean areOn() {
        return store.isPresent();
    }

    /**
     * A redirect.
     *
     * @param cachedFor how long caches may keep it
     */
    record Redirect(URI location, Duration cachedFor) {}

    /** Returns the redirect for an image that exists. It ends with the link that is being opened, if there is one. */
    Redirect redirect(Delivery delivery, ImageMetadata image) {
        Duration lifetime = delivery.sharedFor()
                .map(Supplier::get)
                .filter(left -> left.compareTo(LIFETIME) < 0)
                .map(left -> left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left)
                .orElse(LIFETIME);
        Headers headers = new Headers(image.mediaType(), delivery.disposition(image), delivery.originalCacheControl());
        URI location = store.orElseThrow().url(delivery.library(), image.id(), headers, lifetime);
        Duration cachedFor = lifetime.minus(MARGIN);
        return new Redirect(location, cachedFor.isNegative() ? Duration.ZERO : cachedFor);
    }
}
