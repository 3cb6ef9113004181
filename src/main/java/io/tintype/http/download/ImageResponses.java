package io.tintype.http.download;

import io.tintype.rendition.Rendition;
import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.StoredContent;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Successful responses about images, with their headers. */
public final class ImageResponses {

    /** The bytes of an id never change. The cache is private because another user may have another library. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private static final String INERT = "sandbox; default-src 'none'";

    /** A rendition changes when the operator changes its preset. */
    private static final String FOR_A_DAY = "private, max-age=86400";

    private static final String REVALIDATE = "private, no-cache";

    /** IMF-fixdate (RFC 9110, section 5.6.7), which has two digits for the day. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ImageResponses() {}

    /** Returns 200 with all the bytes. */
    public static RestResponse<Download> full(RoutingContext request, ImageContent content) {
        ImageMetadata image = content.image();
        return represented(
                        ResponseBuilder.ok(
                                complete(request, image.id(), content.bytes(), image.size(), image.sha256())),
                        image)
                .build();
    }

    /** Returns 206 with one range. */
    public static RestResponse<Download> partial(RoutingContext request, ImageContent content, ByteRange range) {
        ImageMetadata image = content.image();
        Optional<String> sha256 = range.length() == image.size() ? Optional.of(image.sha256()) : Optional.empty();
        Download body = Download.of(request, image.id(), content.bytes(), range.length(), sha256);
        return represented(ResponseBuilder.create(Status.PARTIAL_CONTENT, body), image)
                .header("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + image.size())
                .build();
    }

    /** Returns 200 to a HEAD: the headers of all the bytes. */
    public static RestResponse<Void> head(ImageMetadata image) {
        return represented(ResponseBuilder.<Void>ok(), image)
                .header(HttpHeaders.CONTENT_LENGTH, image.size())
                .build();
    }

    /** Returns 304 with the headers that RFC 9110, section 15.4.5 requires. */
    public static RestResponse<Void> notModified(ImageMetadata image) {
        return validated(ResponseBuilder.<Void>create(Status.NOT_MODIFIED), image)
                .build();
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
            RoutingContext request, UUID id, Rendition rendition, boolean negotiated) {
        RenditionContent content = rendition.content();
        return validated(
                        ResponseBuilder.ok(complete(request, id, content.bytes(), content.size(), content.sha256())),
                        rendition,
                        negotiated)
                .header(HttpHeaders.CONTENT_TYPE, rendition.format().mediaType())
                .header(HttpHeaders.CONTENT_LENGTH, content.size()) // for a HEAD, which no writer handles
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", INERT)
                .build();
    }

    /** Returns 304 for a rendition. */
    public static RestResponse<Void> notModified(Rendition rendition, boolean negotiated) {
        return validated(ResponseBuilder.<Void>create(Status.NOT_MODIFIED), rendition, negotiated)
                .build();
    }

    private static <T> ResponseBuilder<T> validated(
            ResponseBuilder<T> response, Rendition rendition, boolean negotiated) {
        return (negotiated ? response.header(HttpHeaders.VARY, HttpHeaders.ACCEPT) : response)
                .header(
                        HttpHeaders.ETAG,
                        Preconditions.entityTag(rendition.content().sha256()))
                .header(HttpHeaders.CACHE_CONTROL, FOR_A_DAY);
    }

    private static Download complete(RoutingContext request, UUID id, StoredContent bytes, long size, String sha256) {
        return Download.of(request, id, bytes, size, Optional.of(sha256));
    }

    private static <T> ResponseBuilder<T> represented(ResponseBuilder<T> response, ImageMetadata image) {
        return validated(response, image)
                .header(HttpHeaders.CONTENT_TYPE, image.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment(image.name()))
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", INERT);
    }

    private static <T> ResponseBuilder<T> validated(ResponseBuilder<T> response, ImageMetadata image) {
        return response.header(HttpHeaders.ETAG, Preconditions.entityTag(image))
                .header(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(Preconditions.lastModified(image)))
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER);
    }
}
