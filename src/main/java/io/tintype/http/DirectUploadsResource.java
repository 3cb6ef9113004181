package io.tintype.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tintype.api.DirectUploadsApi;
import io.tintype.api.model.DirectUpload;
import io.tintype.api.model.Image;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.http.upload.UploadMetrics;
import io.tintype.image.ImageException;
import io.tintype.image.UploadRules;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.security.UploadRestrictions;
import io.tintype.storage.Library;
import io.tintype.upload.DirectTransfers;
import io.tintype.upload.DirectTransfers.Begun;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The operations on uploads that clients send to the store. */
@RunOnVirtualThread
public class DirectUploadsResource implements DirectUploadsApi {

    private final DirectTransfers transfers;
    private final Caller caller;
    private final UploadResponses responses;
    private final UploadMetrics metrics;
    private final ContentNegotiation negotiation;

    DirectUploadsResource(
            DirectTransfers transfers,
            Caller caller,
            UploadResponses responses,
            UploadMetrics metrics,
            ContentNegotiation negotiation) {
        this.transfers = transfers;
        this.caller = caller;
        this.responses = responses;
        this.metrics = metrics;
        this.negotiation = negotiation;
    }

    @Override
    public RestResponse<DirectUpload> createDirectUpload(Long size, String sha256, String name) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.WRITE);
        Begun begun = transfers.begin(library, name, size, sha256, rules());
        DirectUpload upload = new DirectUpload()
                .id(begun.id())
                .method(DirectUpload.MethodEnum.PUT)
                .url(begun.target().url().toString())
                .headers(begun.target().headers())
                .expiresAt(begun.expiresAt().atOffset(ZoneOffset.UTC));
        return ResponseBuilder.create(RestResponse.Status.CREATED, upload)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.LOCATION, responses.locationOfUpload(begun.id()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @Override
    public RestResponse<Image> completeDirectUpload(UUID id) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.WRITE);
        UploadRules rules = rules();
        return responses.of(metrics.record(() -> transfers.complete(library, id, rules)));
    }

    /** Returns what the token allows. It must not require an id, because the service generates that of a direct upload. */
    private UploadRules rules() {
        UploadRestrictions allowed = caller.uploadRestrictions();
        allowed.imageId().ifPresent(only -> {
            throw new ImageException.IdNotAllowed(only);
        });
        return UploadResponses.rules(allowed);
    }
}
