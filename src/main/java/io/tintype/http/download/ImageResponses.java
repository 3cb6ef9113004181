package io.tintype.http.download;

import io.tintype.rendition.Rendition;
import io.tintype.storage.ByteRange;
import io.tintype.storage.Checksum;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.RenditionContent;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Successful responses about images, with their headers. */
public final class ImageResponses {

    private static final String INERT = "sandbox; default-src 'none'";

    private static final String REVALIDATE = "private, no-cache";

    /** IMF-fixdate (RFC 9110, section 5.6.7), which has two digits for the day. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ImageResponses() {}

    /** Returns 200 with all the bytes. */
    public static RestResponse<Download> full(RoutingContext request, Delivery delivery, ImageContent content) {
        ImageMetadata image = content.image();
        return represented(
                        ResponseBuilder.ok(Download.of(
                                request, image.id(), content.bytes(), image.size(), Optional.of(image.sha256()))),
                        delivery,
                        image)
                .build();
    }

    /** Returns 206 with one range. */
    public static RestResponse<Download> partial(
            RoutingContext request, Delivery delivery, ImageContent content, ByteRange range) {
        ImageMetadata image = content.image();
        Optional<String> sha256 = range.length() == image.size() ? Optional.of(image.sha256()) : Optional.empty();
        Download body = Download.of(request, image.id(), content.bytes(), range.length(), sha256);
        return represented(ResponseBuilder.create(Status.PARTIAL_CONTENT, body), delivery, image)
                .header("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + image.size())
                .build();
    }

    /** Returns 200 to a HEAD: the headers of all the bytes. */
    public static RestResponse<Void> head(Delivery delivery, ImageMetadata image) {
        return represented(ResponseBuilder.<Void>ok(), delivery, image)
                .header(HttpHeaders.CONTENT_LENGTH, image.size())
                .build();
    }

    /** Returns 307 to a URL of the store. */
    static RestResponse<Void> redirect(Delivery delivery, DownloadRedirects.Redirect redirect) {
        return shared(ResponseBuilder.<Void>create(Status.TEMPORARY_REDIRECT), delivery)
                .header(HttpHeaders.LOCATION, redirect.location().toString())
                .header(HttpHeaders.CACHE_CONTROL, delivery.redirectCacheControl(redirect.cachedFor()))
                .build();
    }

    /** Returns 304 with the headers that RFC 9110, section 15.4.5 requires. */
    public static RestResponse<Void> notModified(Delivery delivery, ImageMetadata image) {
        return validated(ResponseBuilder.<Void>create(Status.NOT_MODIFIED), delivery, image)
                .build();
    }

    /** Returns the value of Repr-Digest (RFC 9530, section 3) for bytes with this SHA-256. */
    public static String reprDigest(String sha256) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(Checksum.bytes(sha256)) + ":";
    }

    /** Returns 200 with JSON about an image, which is to be revalidated because the image may be deleted. */
    public static <T> RestResponse<T> revalidated(T entity) {
        return ResponseBuilder.ok(entity)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                .build();
    }

    /**
     * Returns 200 with a rendition.
     *
     * @param negotiated whether {@code Accept} selected the format
     */
    public static RestResponse<Download> rendition(
            RoutingContext request, Delivery delivery, Rendition rendition, boolean negotiated) {
        RenditionContent content = rendition.content();
        Optional<String> toVerify = content.verified() ? Optional.empty() : Optional.of(content.sha256());
        return represented(
                        ResponseBuilder.ok(
                                Download.of(request, delivery.id(), content.bytes(), content.size(), toVerify)),
                        delivery,
                        rendition,
                        negotiated)
                .build();
    }

    /** Returns 200 to a HEAD: the headers of a rendition. */
    public static RestResponse<Void> head(Delivery delivery, Rendition rendition, boolean negotiated) {
        return represented(ResponseBuilder.<Void>ok(), delivery, rendition, negotiated)
                .build();
    }

    /** Returns 304 for a rendition. */
    public static RestResponse<Void> notModified(Delivery delivery, Rendition rendition, boolean negotiated) {
        return validated(ResponseBuilder.<Void>create(Status.NOT_MODIFIED), delivery, rendition, negotiated)
                .build();
    }

    private static <T> ResponseBuilder<T> represented(
            ResponseBuilder<T> response, Delivery delivery, Rendition rendition, boolean negotiated) {
        return validated(response, delivery, rendition, negotiated)
                .header(HttpHeaders.CONTENT_TYPE, rendition.format().mediaType())
                .header(HttpHeaders.CONTENT_LENGTH, rendition.content().size()) // for a HEAD, which no writer handles
                .header(HttpHeaders.CONTENT_DISPOSITION, delivery.disposition(rendition.format()))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", INERT);
    }

    private static <T> ResponseBuilder<T> validated(
            ResponseBuilder<T> response, Delivery delivery, Rendition rendition, boolean negotiated) {
        return shared(negotiated ? response.header(HttpHeaders.VARY, HttpHeaders.ACCEPT) : response, delivery)
                .header(
                        HttpHeaders.ETAG,
                        Preconditions.entityTag(rendition.content().sha256()))
                .header(HttpHeaders.CACHE_CONTROL, delivery.renditionCacheControl());
    }

    private static <T> ResponseBuilder<T> represented(
            ResponseBuilder<T> response, Delivery delivery, ImageMetadata image) {
        return validated(response, delivery, image)
                .header(HttpHeaders.CONTENT_TYPE, image.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, delivery.disposition(image))
                .header("Accept-Ranges", "bytes")
                .header("Repr-Digest", reprDigest(image.sha256()))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", INERT);
    }

    private static <T> ResponseBuilder<T> validated(
            ResponseBuilder<T> response, Delivery delivery, ImageMetadata image) {
        return shared(response, delivery)
                .header(HttpHeaders.ETAG, Preconditions.entityTag(image))
                .header(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(Preconditions.lastModified(image)))
                .header(HttpHeaders.CACHE_CONTROL, delivery.originalCacheControl());
    }

    /**
     * Lets pages of other sites show the image of a link. The date lets browsers compute the age of a copy from a shared
     * cache that does not state it.
     */
    private static <T> ResponseBuilder<T> shared(ResponseBuilder<T> response, Delivery delivery) {
        return delivery.sharedFor().isPresent()
                ? response.header("Cross-Origin-Resource-Policy", "cross-origin")
                        .header(HttpHeaders.DATE, HTTP_DATE.format(Instant.now()))
                : response;
    }
}
