package io.tintype.http.download;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.image.Images;
import io.tintype.rendition.Rendition;
import io.tintype.rendition.Renditions;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.rendition.recipe.RecipeParser;
import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.RenditionFormat;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** Responds to requests for the bytes of an image or of a rendition, to holders of a token and of a link alike. */
@Singleton
public class ImageDownloads {

    private final Images images;
    private final Renditions renditions;
    private final DownloadRedirects redirects;
    private final ContentNegotiation negotiation;
    private final CurrentVertxRequest current;

    ImageDownloads(
            Images images,
            Renditions renditions,
            DownloadRedirects redirects,
            ContentNegotiation negotiation,
            CurrentVertxRequest current) {
        this.redirects = redirects;
        this.images = images;
        this.renditions = renditions;
        this.negotiation = negotiation;
        this.current = current;
    }

    /** Responds with the bytes as uploaded. */
    public Response original(Delivery delivery, Preconditions conditions, String range, String ifRange) {
        negotiation.requireImage();
        if (redirects.areOn()) {
            ImageMetadata image = images.describe(delivery.library(), delivery.id());
            return (conditions.evaluate(image)
                            ? ImageResponses.redirect(delivery, redirects.redirect(delivery, image))
                            : ImageResponses.notModified(delivery, image))
                    .toResponse();
        }
        if (conditions.isEmpty() && range == null) {
            return full(delivery); // the usual case, in one call to the store
        }
        ImageMetadata image = images.describe(delivery.library(), delivery.id());
        if (!conditions.evaluate(image)) {
            return ImageResponses.notModified(delivery, image).toResponse();
        }
        Optional<ByteRange> part =
                Preconditions.allowRange(ifRange, image) ? RangeHeader.resolve(range, image.size()) : Optional.empty();
        return part.map(bytes -> partial(delivery, bytes)).orElseGet(() -> full(delivery));
    }

    /** Responds with the headers of the bytes as uploaded. */
    public RestResponse<Void> head(Delivery delivery, Preconditions conditions) {
        ImageMetadata image = images.describe(delivery.library(), delivery.id());
        return conditions.evaluate(image)
                ? ImageResponses.head(delivery, image)
                : ImageResponses.notModified(delivery, image);
    }

    private Response full(Delivery delivery) {
        return ImageResponses.full(current.getCurrent(), delivery, images.open(delivery.library(), delivery.id()))
                .toResponse();
    }

    private Response partial(Delivery delivery, ByteRange bytes) {
        return ImageResponses.partial(
                        current.getCurrent(), delivery, images.open(delivery.library(), delivery.id(), bytes), bytes)
                .toResponse();
    }

    /**
     * Responds with a rendition.
     *
     * @param format the value of the parameter {@code format}
     */
    public Response rendition(Delivery delivery, RecipeParameters parameters, String format, String ifNoneMatch) {
        Rendition rendition = open(delivery, parameters, format);
        // If it is not sent, the end of the request closes it.
        RestResponse<Download> complete =
                ImageResponses.rendition(current.getCurrent(), delivery, rendition, isNegotiated(format));
        return (Preconditions.matchesNoneMatch(ifNoneMatch, rendition.content().sha256())
                        ? ImageResponses.notModified(delivery, rendition, isNegotiated(format))
                        : complete)
                .toResponse();
    }

    /** Responds with the headers of a rendition. */
    public RestResponse<Void> renditionHead(
            Delivery delivery, RecipeParameters parameters, String format, String ifNoneMatch) {
        try (Rendition rendition = open(delivery, parameters, format)) {
            return Preconditions.matchesNoneMatch(
                            ifNoneMatch, rendition.content().sha256())
                    ? ImageResponses.notModified(delivery, rendition, isNegotiated(format))
                    : ImageResponses.head(delivery, rendition, isNegotiated(format));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Rendition open(Delivery delivery, RecipeParameters parameters, String format) {
        List<RenditionFormat> formats =
                RecipeParser.format(format).map(List::of).orElseGet(negotiation::renditionFormats);
        return renditions.open(delivery.library(), delivery.id(), parameters, formats);
    }

    private static boolean isNegotiated(String format) {
        return RecipeParser.format(format).isEmpty();
    }
}
