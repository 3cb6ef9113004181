package io.tintype.storage;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/** Lets clients download images from a store without this service. Not every store can. */
public interface DirectDownloads {

    /**
     * What the store sends with an image.
     *
     * @param contentType its media type
     * @param contentDisposition how a browser treats it
     * @param cacheControl how caches treat it
     */
    record Headers(String contentType, String contentDisposition, String cacheControl) {}

    /**
     * Returns a URL at which the store sends an image to any client with a GET, without a request to the store.
     *
     * @param lifetime how long the URL is valid, 1 s to 7 days
     */
    URI url(Library library, UUID id, Headers headers, Duration lifetime);
}
