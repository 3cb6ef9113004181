package io.tintype.http.request;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.http.problem.Problems;
import io.tintype.image.ImageFormat;
import io.tintype.storage.RenditionFormat;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Chooses the media type of a response by {@code Accept} (RFC 9110, section 12.5.1), in place of JAX-RS. JAX-RS does
 * not support a weight of 0, replaces {@code application/*} with {@code application/octet-stream}, and copies
 * parameters of the request into the response's Content-Type.
 *
 * <p>A request that names {@code application/problem+json} accepts every response of an operation, because Python
 * clients of OpenAPI Generator send such requests. Operations without content in their responses ignore {@code Accept}.
 */
@Singleton
public class ContentNegotiation {

    private static final String KEY = ContentNegotiation.class.getName();
    private static final List<String> JSON = List.of("application/json");
    private static final List<String> IMAGES =
            Arrays.stream(ImageFormat.values()).map(ImageFormat::mediaType).toList();

    private final CurrentVertxRequest current;

    ContentNegotiation(CurrentVertxRequest current) {
        this.current = current;
    }

    /**
     * Removes the header from the request, so that JAX-RS does not negotiate. Also removes spaces before the first
     * parameter of a Content-Type: RFC 9110, section 5.6.6, allows them, but JAX-RS would reject the request.
     */
    @ServerRequestFilter(preMatching = true)
    void prepareHeaders() {
        RoutingContext context = current.getCurrent();
        MultiMap headers = context.request().headers();
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
        if (contentType != null && contentType.contains(" ;")) {
            headers.set(HttpHeaders.CONTENT_TYPE, contentType.replaceFirst(" +;", ";"));
        }
        if (headers.contains(HttpHeaders.ACCEPT)) {
            context.put(KEY, List.copyOf(headers.getAll(HttpHeaders.ACCEPT)));
            headers.remove(HttpHeaders.ACCEPT);
        }
    }

    /**
     * Checks that JSON is acceptable.
     *
     * @throws NotAcceptableException if it is not
     */
    public void requireJson() {
        require(accept(), JSON);
    }

    /**
     * Checks that at least one image format is acceptable. The format of the image is known only after the store has
     * been read.
     *
     * @throws NotAcceptableException if no image format is
     */
    public void requireImage() {
        require(accept(), IMAGES);
    }

    /**
     * Returns the formats in which a rendition may be sent, in order of preference: AVIF, if the request names it, as a
     * wildcard would also match in browsers that cannot show it; and either WebP, or JPEG, or PNG. Of these, the request
     * selects WebP or the others by the greater weight; if both have the same weight, by the more precise range, so that
     * {@code image/jpeg, *}{@code /*} selects JPEG; or else WebP, which is smaller. JPEG followed by PNG means that PNG
     * is for pictures with transparent parts.
     *
     * @throws NotAcceptableException if the request accepts none
     */
    public List<RenditionFormat> renditionFormats() {
        return renditionFormats(accept());
    }

    static List<RenditionFormat> renditionFormats(AcceptHeader accept) {
        Optional<AcceptHeader.Range> avif = range(accept, RenditionFormat.AVIF).filter(AcceptHeader.Range::isExact);
        Optional<AcceptHeader.Range> webp = range(accept, RenditionFormat.WEBP);
        Optional<AcceptHeader.Range> jpeg = range(accept, RenditionFormat.JPEG);
        Optional<AcceptHeader.Range> png = range(accept, RenditionFormat.PNG);
        Optional<AcceptHeader.Range> older = isPreferred(jpeg, png) ? jpeg : png;
        List<RenditionFormat> formats = new ArrayList<>();
        if (avif.isPresent() && !isPreferred(older, avif) && !isPreferred(webp, avif)) {
            formats.add(RenditionFormat.AVIF);
        }
        if (webp.isPresent() && !isPreferred(older, webp)) {
            formats.add(RenditionFormat.WEBP);
        } else {
            jpeg.ifPresent(_ -> formats.add(RenditionFormat.JPEG));
            png.filter(_ -> !isPreferred(jpeg, png)).ifPresent(_ -> formats.add(RenditionFormat.PNG));
        }
        if (formats.isEmpty() && accept.names(Problems.MEDIA_TYPE)) {
            return List.of(RenditionFormat.WEBP);
        }
        if (formats.isEmpty()) {
            throw new NotAcceptableException();
        }
        return formats;
    }

    private static Optional<AcceptHeader.Range> range(AcceptHeader accept, RenditionFormat format) {
        return accept.rangeOf(format.mediaType()).filter(range -> range.weight() > 0);
    }

    private static boolean isPreferred(Optional<AcceptHeader.Range> range, Optional<AcceptHeader.Range> other) {
        return range.isPresent()
                && (other.isEmpty() || AcceptHeader.BY_PREFERENCE.compare(range.get(), other.get()) > 0);
    }

    private static void require(AcceptHeader accept, List<String> mediaTypes) {
        if (!accept.allowsAny(mediaTypes) && !accept.names(Problems.MEDIA_TYPE)) {
            throw new NotAcceptableException();
        }
    }

    private AcceptHeader accept() {
        List<String> lines = current.getCurrent().get(KEY);
        return AcceptHeader.parse(lines == null ? List.of() : lines);
    }
}
