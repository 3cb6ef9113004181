package io.tintype.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tintype.api.ImagesApi;
import io.tintype.api.model.Image;
import io.tintype.api.model.ImagePage;
import io.tintype.http.download.Download;
import io.tintype.http.download.ImageResponses;
import io.tintype.http.download.Preconditions;
import io.tintype.http.download.RangeHeader;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.http.problem.ProblemMappers;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.http.upload.UploadMetrics;
import io.tintype.http.upload.UploadReceiver;
import io.tintype.http.upload.UploadRequest;
import io.tintype.image.Images;
import io.tintype.rendition.Rendition;
import io.tintype.rendition.Renditions;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.rendition.recipe.RecipeParser;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionFormat;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The operations of the contract. Each gets the caller's library with the scope that it needs, calls one use case, and
 * represents the result; {@link ProblemMappers} responds to failures.
 */
@RunOnVirtualThread
public class ImagesResource implements ImagesApi {

    private final Images images;
    private final Caller caller;
    private final UploadReceiver uploads;
    private final UploadMetrics uploadMetrics;
    private final ListPermits lists;
    private final Renditions renditions;
    private final ContentNegotiation negotiation;
    private final CurrentVertxRequest current;

    ImagesResource(
            Images images,
            Caller caller,
            UploadReceiver uploads,
            UploadMetrics uploadMetrics,
            ListPermits lists,
            Renditions renditions,
            ContentNegotiation negotiation,
            CurrentVertxRequest current) {
        this.images = images;
        this.renditions = renditions;
        this.negotiation = negotiation;
        this.caller = caller;
        this.uploads = uploads;
        this.uploadMetrics = uploadMetrics;
        this.lists = lists;
        this.current = current;
    }

    @Override
    public RestResponse<Image> uploadImage() {
        negotiation.requireJson();
        try (UploadRequest upload = uploads.receive(current.getCurrent())) {
            Library library = caller.libraryFor(Scope.WRITE);
            ImageMetadata image = uploadMetrics.record(() -> images.upload(library, upload.file()));
            return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, Representations.of(image))
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.LOCATION, "/images/" + image.id())
                    .header(HttpHeaders.ETAG, Preconditions.entityTag(image))
                    .build();
        }
    }

    @Override
    public RestResponse<ImagePage> listImages(Integer limit, String cursor) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.READ);
        ImageCursor start = cursor == null
                ? ImageCursor.START
                : ImageCursor.parse(cursor)
                        .orElseThrow(() -> new InvalidParameterException("cursor", "must be the 'next' of a page"));
        lists.acquire(current.getCurrent(), limit);
        return ImageResponses.revalidated(Representations.of(images.list(library, start, limit)));
    }

    @Override
    public Response downloadImage(
            UUID id,
            String ifMatch,
            String ifNoneMatch,
            String ifModifiedSince,
            String ifUnmodifiedSince,
            String range,
            String ifRange) {
        negotiation.requireImage();
        Library library = caller.libraryFor(Scope.READ);
        Preconditions conditions = new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince);
        if (conditions.isEmpty() && range == null) {
            return ImageResponses.full(current.getCurrent(), images.open(library, id))
                    .toResponse(); // the usual case, in one call to the store
        }
        ImageMetadata image = images.describe(library, id);
        if (!conditions.evaluate(image)) {
            return ImageResponses.notModified(image).toResponse();
        }
        Optional<ByteRange> part =
                Preconditions.allowRange(ifRange, image) ? RangeHeader.resolve(range, image.size()) : Optional.empty();
        return part.map(bytes -> ImageResponses.partial(current.getCurrent(), images.open(library, id, bytes), bytes))
                .orElseGet(() -> ImageResponses.full(current.getCurrent(), images.open(library, id)))
                .toResponse();
    }

    @Override
    public RestResponse<Void> headImage(
            UUID id, String ifMatch, String ifNoneMatch, String ifModifiedSince, String ifUnmodifiedSince) {
        ImageMetadata image = images.describe(caller.libraryFor(Scope.READ), id);
        Preconditions conditions = new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince);
        return conditions.evaluate(image) ? ImageResponses.head(image) : ImageResponses.notModified(image);
    }

    @Override
    public RestResponse<Image> describeImage(UUID id) {
        negotiation.requireJson();
        return ImageResponses.revalidated(Representations.of(images.describe(caller.libraryFor(Scope.READ), id)));
    }

    @Override
    public RestResponse<Void> deleteImage(UUID id) {
        images.delete(caller.libraryFor(Scope.DELETE), id);
        return RestResponse.noContent();
    }

    @Override
    public Response downloadRendition(UUID id, String preset, String format, String ifNoneMatch) {
        Library library = caller.libraryFor(Scope.READ);
        return rendition(library, id, renditions.preset(preset), format, ifNoneMatch);
    }

    @Override
    public Response renderImage(
            UUID id,
            Integer width,
            Integer height,
            String fit,
            String focus,
            Integer quality,
            String format,
            String ifNoneMatch) {
        Library library = caller.libraryFor(Scope.READ);
        return rendition(
                library, id, renditions.parser().parse(width, height, fit, focus, quality), format, ifNoneMatch);
    }

    private Response rendition(
            Library library, UUID id, RecipeParameters parameters, String format, String ifNoneMatch) {
        Optional<RenditionFormat> fixed = RecipeParser.format(format);
        boolean negotiated = fixed.isEmpty();
        List<RenditionFormat> formats = fixed.map(List::of).orElseGet(negotiation::renditionFormats);
        Rendition rendition = renditions.open(library, id, parameters, formats);
        // If it is not sent, the end of the request closes it.
        RestResponse<Download> complete = ImageResponses.rendition(current.getCurrent(), id, rendition, negotiated);
        return (Preconditions.matchesNoneMatch(ifNoneMatch, rendition.content().sha256())
                        ? ImageResponses.notModified(rendition, negotiated)
                        : complete)
                .toResponse();
    }
}
