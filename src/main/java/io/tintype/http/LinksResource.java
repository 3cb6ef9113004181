package io.tintype.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tintype.api.LinksApi;
import io.tintype.api.model.LinkGeneration;
import io.tintype.http.download.Delivery;
import io.tintype.http.download.ImageDownloads;
import io.tintype.http.download.Preconditions;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.http.request.ContentNegotiation;
import io.tintype.image.FileName;
import io.tintype.image.ImageException;
import io.tintype.image.Images;
import io.tintype.link.Link;
import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import io.tintype.link.LinkException;
import io.tintype.link.LinkRequest;
import io.tintype.link.Links;
import io.tintype.link.Links.Opened;
import io.tintype.rendition.Renditions;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The operations on links. Those that open a link need no token but the link's. */
@RunOnVirtualThread
public class LinksResource implements LinksApi {

    private final Links links;
    private final ImageLinks imageLinks;
    private final LinkParameters parameters;
    private final Images images;
    private final Renditions renditions;
    private final ImageDownloads downloads;
    private final Caller caller;
    private final ContentNegotiation negotiation;

    LinksResource(
            Links links,
            ImageLinks imageLinks,
            LinkParameters parameters,
            Images images,
            Renditions renditions,
            ImageDownloads downloads,
            Caller caller,
            ContentNegotiation negotiation) {
        this.links = links;
        this.imageLinks = imageLinks;
        this.parameters = parameters;
        this.images = images;
        this.renditions = renditions;
        this.downloads = downloads;
        this.caller = caller;
        this.negotiation = negotiation;
    }

    @Override
    public RestResponse<io.tintype.api.model.Link> createLink(
            UUID id, String expiresIn, String variant, String disposition, String fileName) {
        negotiation.requireJson();
        Library library = caller.libraryFor(Scope.SHARE);
        LinkRequest request = parameters.parse(expiresIn, variant, disposition, fileName);
        ImageMetadata image = images.describe(library, id); // throws if there is no such image
        io.tintype.api.model.Link link = imageLinks.create(library, image, request);
        return ResponseBuilder.create(RestResponse.Status.CREATED, link)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.LOCATION, link.getUrl())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @Override
    public RestResponse<LinkGeneration> revokeLinks() {
        negotiation.requireJson();
        int generation = links.revoke(caller.libraryFor(Scope.SHARE));
        return ResponseBuilder.ok(new LinkGeneration().generation(generation))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The parameters that select what a link opens. */
    private record Selection(
            String preset, Integer width, Integer height, String fit, String focus, Integer quality, String format) {

        boolean isRendition(Variant variant) {
            return switch (variant) {
                case PICTURE -> true;
                case ORIGINAL -> false;
                case ALL ->
                    Stream.of(preset, width, height, quality).anyMatch(Objects::nonNull)
                            || !fit.equals("contain")
                            || !focus.equals("center")
                            || !format.equals("auto");
            };
        }

        RecipeParameters recipe(Renditions renditions) {
            if (preset == null) {
                return renditions.parser().parse(width, height, fit, focus, quality);
            }
            if (Stream.of(width, height, quality).anyMatch(Objects::nonNull)) {
                throw new InvalidParameterException("preset", "excludes width, height and quality");
            }
            return renditions.preset(preset);
        }
    }

    private Response open(String token, Selection selection, Preconditions conditions, String range, String ifRange) {
        Opened opened = links.open(token);
        return ofImage(() -> selection.isRendition(opened.link().variant())
                ? downloads.rendition(
                        delivery(opened), selection.recipe(renditions), selection.format(), conditions.ifNoneMatch())
                : downloads.original(delivery(opened), conditions, range, ifRange));
    }

    private RestResponse<Void> head(String token, Selection selection, Preconditions conditions) {
        Opened opened = links.open(token);
        return ofImage(() -> selection.isRendition(opened.link().variant())
                ? downloads.renditionHead(
                        delivery(opened), selection.recipe(renditions), selection.format(), conditions.ifNoneMatch())
                : downloads.head(delivery(opened), conditions));
    }

    private Delivery delivery(Opened opened) {
        Link link = opened.link();
        return new Delivery(
                opened.library(),
                link.image(),
                link.disposition() == Disposition.INLINE,
                link.fileName().map(FileName::of),
                Optional.of(() -> links.cacheTime(link)));
    }

    /** Responds to the link of a deleted image as to a forged one. */
    private static <T> T ofImage(Supplier<T> response) {
        try {
            return response.get();
        } catch (ImageException.NotFound _) {
            throw new LinkException.NotFound();
        }
    }

    @Override
    public Response openLink(
            String token,
            String preset,
            Integer width,
            Integer height,
            String fit,
            String focus,
            Integer quality,
            String format,
            String ifMatch,
            String ifNoneMatch,
            String ifModifiedSince,
            String ifUnmodifiedSince,
            String range,
            String ifRange) {
        return open(
                token,
                new Selection(preset, width, height, fit, focus, quality, format),
                new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince),
                range,
                ifRange);
    }

    @Override
    public Response openNamedLink(
            String token,
            String name,
            String preset,
            Integer width,
            Integer height,
            String fit,
            String focus,
            Integer quality,
            String format,
            String ifMatch,
            String ifNoneMatch,
            String ifModifiedSince,
            String ifUnmodifiedSince,
            String range,
            String ifRange) {
        return open(
                token,
                new Selection(preset, width, height, fit, focus, quality, format),
                new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince),
                range,
                ifRange);
    }

    @Override
    public RestResponse<Void> headLink(
            String token,
            String preset,
            Integer width,
            Integer height,
            String fit,
            String focus,
            Integer quality,
            String format,
            String ifMatch,
            String ifNoneMatch,
            String ifModifiedSince,
            String ifUnmodifiedSince) {
        return head(
                token,
                new Selection(preset, width, height, fit, focus, quality, format),
                new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince));
    }

    @Override
    public RestResponse<Void> headNamedLink(
            String token,
            String name,
            String preset,
            Integer width,
            Integer height,
            String fit,
            String focus,
            Integer quality,
            String format,
            String ifMatch,
            String ifNoneMatch,
            String ifModifiedSince,
            String ifUnmodifiedSince) {
        return head(
                token,
                new Selection(preset, width, height, fit, focus, quality, format),
                new Preconditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince));
    }
}
