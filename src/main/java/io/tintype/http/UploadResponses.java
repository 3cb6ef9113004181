package io.tintype.http;

import io.tintype.api.model.Image;
import io.tintype.http.download.ImageResponses;
import io.tintype.http.download.Preconditions;
import io.tintype.image.Images;
import io.tintype.image.Quota;
import io.tintype.image.UploadLimits;
import io.tintype.image.UploadRules;
import io.tintype.security.UploadRestrictions;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.UploadProgress;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * The responses to uploads. Those to resumable uploads have the headers of both protocols, because a client ignores the
 * headers that it does not know.
 */
@Singleton
class UploadResponses {

    private static final String UPLOAD_OFFSET = "Upload-Offset";
    private static final String UPLOAD_LENGTH = "Upload-Length";
    private static final String UPLOAD_COMPLETE = "Upload-Complete";
    private static final String INCOMPLETE = "?0";
    private static final String COMPLETE = "?1";

    private final UploadLimits limits;
    private final PublicUrl publicUrl;

    UploadResponses(UploadLimits limits, PublicUrl publicUrl) {
        this.limits = limits;
        this.publicUrl = publicUrl;
    }

    /** Returns what a token allows to be uploaded. */
    static UploadRules rules(UploadRestrictions allowed) {
        return new UploadRules(
                allowed.maxSize().orElse(Long.MAX_VALUE),
                allowed.mediaTypes(),
                new Quota(allowed.quotaBytes(), allowed.quotaImages()));
    }

    /** Returns the response of an upload that has stored an image, now or earlier. */
    RestResponse<Image> of(Images.Stored stored) {
        ImageMetadata image = stored.image();
        return ResponseBuilder.create(stored.isNew() ? Status.CREATED : Status.OK, Representations.of(image))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.LOCATION, locationOf(image))
                .header(HttpHeaders.ETAG, Preconditions.entityTag(image))
                .header("Repr-Digest", ImageResponses.reprDigest(image.sha256()))
                .build();
    }

    /**
     * Returns the response to a request that has begun an upload.
     *
     * @param offset the number of bytes that have arrived; the size of the image if it is stored
     */
    RestResponse<Image> created(PendingUpload upload, long offset, UploadRules rules) {
        ResponseBuilder<Image> response = ResponseBuilder.create(Status.CREATED);
        return addState(response, upload, rules)
                .header(HttpHeaders.LOCATION, locationOfUpload(upload.id()))
                .header(UPLOAD_OFFSET, offset)
                .build();
    }

    /** Returns the response to a request that has stored a piece. */
    RestResponse<Image> appended(UploadProgress progress, UploadRules rules) {
        ResponseBuilder<Image> response = ResponseBuilder.create(Status.NO_CONTENT);
        return addState(response, progress.upload(), rules)
                .header(UPLOAD_OFFSET, progress.offset())
                .build();
    }

    /** Returns the response of tus to the request that has completed an upload. */
    RestResponse<Image> completed(ImageMetadata image) {
        ResponseBuilder<Image> response = ResponseBuilder.create(Status.NO_CONTENT);
        return addImage(response, image).build();
    }

    /** Returns the state of an upload in progress. */
    RestResponse<Void> state(UploadProgress progress, boolean isTus, UploadRules rules) {
        ResponseBuilder<Void> response = ResponseBuilder.create(stateStatus(isTus));
        addState(response, progress.upload(), rules).header(UPLOAD_OFFSET, progress.offset());
        OptionalLong length = progress.length();
        if (length.isPresent()) {
            response.header(UPLOAD_LENGTH, length.getAsLong());
        } else if (isTus) {
            response.header("Upload-Defer-Length", 1);
        }
        String metadata = progress.upload().metadata();
        if (isTus && !metadata.isEmpty()) {
            response.header("Upload-Metadata", metadata);
        }
        return response.build();
    }

    /** Returns the state of an upload that has become an image. */
    RestResponse<Void> state(ImageMetadata image, boolean isTus) {
        ResponseBuilder<Void> response = ResponseBuilder.create(stateStatus(isTus));
        return addImage(response, image).header(UPLOAD_LENGTH, image.size()).build();
    }

    /** The example of tus has 200, and the one of the IETF's draft 204. */
    private static Status stateStatus(boolean isTus) {
        return isTus ? Status.OK : Status.NO_CONTENT;
    }

    private <T> ResponseBuilder<T> addState(ResponseBuilder<T> response, PendingUpload upload, UploadRules rules) {
        return response.header(UPLOAD_COMPLETE, INCOMPLETE)
                .header("Upload-Expires", Date.from(upload.expiresAt()))
                .header("Upload-Limit", limit(upload, rules));
    }

    /** Returns the value of {@code Upload-Limit}. */
    String limit(PendingUpload upload, UploadRules rules) {
        long seconds =
                Math.max(0, Duration.between(Instant.now(), upload.expiresAt()).toSeconds());
        return "max-size=%d, max-age=%d".formatted(Math.min(limits.maxBytes(), rules.maxBytes()), seconds);
    }

    /** Returns the URL of an upload. */
    String locationOfUpload(UUID id) {
        return publicUrl.of("/uploads/" + id);
    }

    private <T> ResponseBuilder<T> addImage(ResponseBuilder<T> response, ImageMetadata image) {
        return response.header(UPLOAD_COMPLETE, COMPLETE)
                .header(UPLOAD_OFFSET, image.size())
                .header(HttpHeaders.LOCATION, locationOf(image));
    }

    private String locationOf(ImageMetadata image) {
        return publicUrl.of("/images/" + image.id());
    }
}
