package io.tintype.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tintype.api.ImagesApi;
import io.tintype.api.model.Image;
import io.tintype.api.model.ImagePage;
import io.tintype.http.download.Delivery;
import io.tintype.http.download.ImageDownloads;
import io.tintype.http.download.ImageResponses;
import io.tintype.http.download.Preconditions;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.http.problem.ProblemMappers;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.http.upload.BodyDigests;
import io.tintype.http.upload.FormFilename;
import io.tintype.http.upload.UploadMetrics;
import io.tintype.http.upload.UploadReceiver;
import io.tintype.http.upload.UploadRequest;
import io.tintype.image.ImageException;
import io.tintype.image.Images;
import io.tintype.rendition.Renditions;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.security.UploadRestrictions;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
    private final ImageDownloads downloads;
    private final ImageLinks links;
    private final UploadResponses uploadResponses;
    private final ContentNegotiation negotiation;
    private final CurrentVertxRequest current;

    ImagesResource(
            Images images,
            Caller caller,
            UploadReceiver uploads,
            UploadMetrics uploadMetrics,
            ListPermits lists,
            Renditions renditions,
            ImageDownloads downloads,
            ImageLinks links,
            UploadResponses uploadResponses,
            ContentNegotiation negotiation,
            CurrentVertxRequest current) {
        this.images = images;
        this.renditions = renditions;
        this.downloads = downloads;
        this.links = links;
        this.uploadResponses = uploadResponses;
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
            UploadRestrictions allowed = caller.uploadRestrictions();
            Optional<UUID> id = allowed.imageId();
            return uploadResponses.of(uploadMetrics.record(() -> id.isPresent()
                    ? images.put(library, id.get(), upload.file(), UploadResponses.rules(allowed))
                    : images.upload(library, upload.file(), UploadResponses.rules(allowed))));
        }
    }

    @Override
    public RestResponse<Image> putImage(
            UUID id,
            RoutingContext body,
            String name,
            String contentDisposition,
            String contentDigest,
            String reprDigest,
            String ifMatch,
            String ifNoneMatch) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.WRITE);
        UploadRestrictions allowed = caller.uploadRestrictions();
        allowed.imageId().filter(only -> !only.equals(id)).ifPresent(only -> {
            throw new ImageException.IdNotAllowed(only);
        });
        Preconditions conditions = new Preconditions(ifMatch, ifNoneMatch, null, null);
        if (!conditions.isEmpty()) {
            conditions.requireForPut(images.find(library, id));
        }
        String submitted = Optional.ofNullable(contentDisposition)
                .flatMap(FormFilename::of)
                .or(() -> Optional.ofNullable(name))
                .orElse("");
        long length = Math.max(1, BodySizeLimiter.declaredLength(body.request()).orElse(1));
        images.requireRoom(library, Optional.of(id), length, UploadResponses.rules(allowed));
        try (UploadRequest upload = uploads.receive(body, submitted, new BodyDigests(contentDigest, reprDigest))) {
            Images.Stored stored =
                    uploadMetrics.record(() -> images.put(library, id, upload.file(), UploadResponses.rules(allowed)));
            if (!stored.isNew()) {
                conditions.requireForPut(Optional.of(stored.image()));
            }
            return uploadResponses.of(stored);
        }
    }

    @Override
    public RestResponse<ImagePage> listImages(Integer limit, String cursor, String link) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.READ);
        ImageCursor start = cursor == null
                ? ImageCursor.START
                : ImageCursor.parse(cursor)
                        .orElseThrow(() -> new InvalidParameterException("cursor", "must be the 'next' of a page"));
        lists.acquire(current.getCurrent(), limit);
        Function<ImageMetadata, Image> representation = links.representation(link);
        return ImageResponses.revalidated(Representations.of(images.list(library, start, limit), representation));
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
        return downloads.original(
                Delivery.toCaller(caller.libraryFor(Scope.READ), id),
                new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince),
                range,
                ifRange);
    }

    @Override
    public RestResponse<Void> headImage(
            UUID id, String ifMatch, String ifNoneMatch, String ifModifiedSince, String ifUnmodifiedSince) {
        Delivery delivery = Delivery.toCaller(caller.libraryFor(Scope.READ), id);
        return downloads.head(delivery, new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince));
    }

    @Override
    public RestResponse<Image> describeImage(UUID id, String link) {
        negotiation.requireJson();
        ImageMetadata image = images.describe(caller.libraryFor(Scope.READ), id);
        return ImageResponses.revalidated(links.representation(link).apply(image));
    }

    @Override
    public RestResponse<Void> deleteImage(UUID id) {
        images.delete(caller.libraryFor(Scope.DELETE), id);
        return RestResponse.noContent();
    }

    @Override
    public Response downloadRendition(UUID id, String preset, String format, String ifNoneMatch) {
        Delivery delivery = Delivery.toCaller(caller.libraryFor(Scope.READ), id);
        return downloads.rendition(delivery, renditions.preset(preset), format, ifNoneMatch);
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
        Delivery delivery = Delivery.toCaller(caller.libraryFor(Scope.READ), id);
        return downloads.rendition(
                delivery, renditions.parser().parse(width, height, fit, focus, quality), format, ifNoneMatch);
    }
}
