package io.tintype.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tintype.api.UploadsApi;
import io.tintype.api.model.Image;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.http.upload.FormFilename;
import io.tintype.http.upload.PieceHeaders;
import io.tintype.http.upload.UploadAnnouncement;
import io.tintype.http.upload.UploadPieces;
import io.tintype.http.upload.UploadPieces.Outcome;
import io.tintype.image.ImageException;
import io.tintype.image.Images;
import io.tintype.image.UploadRules;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.security.UploadRestrictions;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.UploadProgress;
import io.tintype.upload.ResumableUploads;
import io.tintype.upload.UploadException;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The operations on resumable uploads, for both protocols: tus 1.0.0, and the IETF's draft "Resumable Uploads for HTTP".
 */
@RunOnVirtualThread
public class UploadsResource implements UploadsApi {

    private final ResumableUploads uploads;
    private final UploadPieces pieces;
    private final Images images;
    private final Caller caller;
    private final UploadResponses responses;
    private final ContentNegotiation negotiation;

    UploadsResource(
            ResumableUploads uploads,
            UploadPieces pieces,
            Images images,
            Caller caller,
            UploadResponses responses,
            ContentNegotiation negotiation) {
        this.uploads = uploads;
        this.pieces = pieces;
        this.images = images;
        this.caller = caller;
        this.responses = responses;
        this.negotiation = negotiation;
    }

    @Override
    public RestResponse<Image> createUpload(
            String tusResumable,
            String uploadLength,
            String uploadDeferLength,
            String uploadMetadata,
            String uploadChecksum,
            String uploadComplete,
            String contentDisposition,
            String contentDigest,
            String reprDigest,
            RoutingContext body) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.WRITE);
        UploadRestrictions allowed = caller.uploadRestrictions();
        UploadRules rules = UploadResponses.rules(allowed);
        PieceHeaders headers =
                PieceHeaders.of(tusResumable, uploadLength, uploadChecksum, uploadComplete, contentDigest, reprDigest);
        headers.requireUsableCreation(body.request(), uploadDeferLength);
        String name = headers.isTus()
                ? PieceHeaders.fileName(uploadMetadata)
                : Optional.ofNullable(contentDisposition)
                        .flatMap(FormFilename::of)
                        .orElse("");
        UploadProgress start =
                uploads.begin(allowed.imageId(), name, text(uploadMetadata), text(reprDigest), headers.length());
        boolean isAnnounced = !headers.isTus() && UploadAnnouncement.isExpected(body.request());
        if (isAnnounced) {
            uploads.create(library, start);
            UploadAnnouncement.send(
                    body.request(),
                    responses.locationOfUpload(start.upload().id()),
                    responses.limit(start.upload(), rules));
        }
        return switch (pieces.receive(body, new UploadPieces.Target(library, start, !isAnnounced, rules), headers)) {
            case Outcome.Appended(UploadProgress progress) ->
                responses.created(progress.upload(), progress.offset(), rules);
            case Outcome.Completed(Images.Stored stored) ->
                headers.isTus()
                        ? responses.created(start.upload(), stored.image().size(), rules)
                        : responses.of(stored);
        };
    }

    @Override
    public RestResponse<Void> describeUpload(UUID id, String tusResumable) {
        Library library = caller.libraryFor(Scope.WRITE);
        UploadRestrictions allowed = caller.uploadRestrictions();
        boolean isTus = tusResumable != null;
        try {
            UploadProgress progress = requireAllowed(uploads.find(library, id), allowed);
            return responses.state(progress, isTus, UploadResponses.rules(allowed));
        } catch (UploadException.NotFound e) {
            return responses.state(imageOf(library, id, allowed).orElseThrow(() -> e), isTus);
        }
    }

    @Override
    public RestResponse<Image> appendToUpload(
            UUID id,
            String tusResumable,
            String uploadOffset,
            String uploadLength,
            String uploadChecksum,
            String uploadComplete,
            String contentDigest,
            String reprDigest,
            RoutingContext body) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.WRITE);
        UploadRestrictions allowed = caller.uploadRestrictions();
        UploadRules rules = UploadResponses.rules(allowed);
        PieceHeaders headers =
                PieceHeaders.of(tusResumable, uploadLength, uploadChecksum, uploadComplete, contentDigest, reprDigest);
        headers.requireMediaType(body.request());
        long offset = PieceHeaders.offset(uploadOffset);
        UploadPieces.Outcome outcome;
        try {
            UploadProgress progress = requireOffset(library, id, allowed, offset);
            outcome = pieces.receive(body, new UploadPieces.Target(library, progress, false, rules), headers);
        } catch (UploadException.NotFound e) { // before or meanwhile
            long size = imageOf(library, id, allowed).orElseThrow(() -> e).size();
            throw size == offset ? new UploadException.Completed() : new UploadException.OffsetMismatch(size, offset);
        }
        return switch (outcome) {
            case Outcome.Appended(UploadProgress next) -> responses.appended(next, rules);
            case Outcome.Completed(Images.Stored stored) ->
                headers.isTus() ? responses.completed(stored.image()) : responses.of(stored);
        };
    }

    @Override
    public RestResponse<Void> cancelUpload(UUID id, String tusResumable) {
        Library library = caller.libraryFor(Scope.WRITE);
        UploadRestrictions allowed = caller.uploadRestrictions();
        try {
            requireAllowed(uploads.find(library, id), allowed);
            uploads.remove(library, id);
        } catch (UploadException.NotFound | UploadException.Expired _) {
            // the caller wants it to be gone, and it is
        }
        return RestResponse.noContent();
    }

    /** Returns an upload that continues at an offset. */
    private UploadProgress requireOffset(Library library, UUID id, UploadRestrictions allowed, long offset) {
        UploadProgress progress = requireAllowed(uploads.find(library, id), allowed);
        if (progress.offset() != offset) {
            throw new UploadException.OffsetMismatch(progress.offset(), offset);
        }
        return progress;
    }

    /** Returns the image that an upload has become, if it has. */
    private Optional<ImageMetadata> imageOf(Library library, UUID upload, UploadRestrictions allowed) {
        return images.find(library, allowed.imageId().orElse(upload));
    }

    private static UploadProgress requireAllowed(UploadProgress progress, UploadRestrictions allowed) {
        allowed.imageId()
                .filter(only -> !only.equals(progress.upload().imageId()))
                .ifPresent(only -> {
                    throw new ImageException.IdNotAllowed(only);
                });
        return progress;
    }

    private static String text(String header) {
        return header == null ? "" : header;
    }
}
