package io.tintype.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tintype.api.UsageApi;
import io.tintype.api.model.LibraryUsage;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.image.Quota;
import io.tintype.image.Quotas;
import io.tintype.image.Usage;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.storage.Library;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** What the caller's library holds and may hold. */
@RunOnVirtualThread
public class UsageResource implements UsageApi {

    private final Quotas quotas;
    private final Caller caller;
    private final ContentNegotiation negotiation;

    UsageResource(Quotas quotas, Caller caller, ContentNegotiation negotiation) {
        this.quotas = quotas;
        this.caller = caller;
        this.negotiation = negotiation;
    }

    @Override
    public RestResponse<LibraryUsage> getUsage() {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.READ);
        Quota quota = quotas.effective(
                UploadResponses.rules(caller.uploadRestrictions()).quota());
        Usage usage = quotas.usage(library);
        return ResponseBuilder.ok(new LibraryUsage()
                        .bytes(usage.bytes())
                        .images(usage.images())
                        .quotaBytes(quota.bytes().orElse(null))
                        .quotaImages(quota.images().orElse(null)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
