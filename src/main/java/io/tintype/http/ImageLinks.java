package io.tintype.http;

import io.tintype.api.model.Image;
import io.tintype.api.model.Link;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.link.Link.Disposition;
import io.tintype.link.LinkRequest;
import io.tintype.link.Links;
import io.tintype.security.Caller;
import io.tintype.security.Scope;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Creates the links in responses. */
@Singleton
class ImageLinks {

    private final Links links;
    private final LinkParameters parameters;
    private final Caller caller;
    private final PublicUrl publicUrl;

    ImageLinks(Links links, LinkParameters parameters, Caller caller, PublicUrl publicUrl) {
        this.links = links;
        this.parameters = parameters;
        this.caller = caller;
        this.publicUrl = publicUrl;
    }

    /** Creates the link of one image of the caller's library. A link to save it contains its name. */
    Link create(Library library, ImageMetadata image, LinkRequest request) {
        LinkRequest named = request.disposition() == Disposition.ATTACHMENT
                        && request.fileName().isEmpty()
                ? request.withFileName(image.name())
                : request;
        return represent(links.creator(caller.subject(), library), image, named);
    }

    /**
     * Returns what represents images of the caller's library, with links if the parameter {@code link} requests them.
     *
     * @throws InvalidParameterException if the parameter is not a lifetime
     */
    Function<ImageMetadata, Image> representation(String lifetime) {
        Optional<LinkRequest> request = parameters.parse(lifetime);
        if (request.isEmpty()) {
            return Representations::of;
        }
        Links.Creator creator = links.creator(caller.subject(), caller.libraryFor(Scope.SHARE));
        return image -> Representations.of(image).link(represent(creator, image, request.get()));
    }

    private Link represent(Links.Creator creator, ImageMetadata image, LinkRequest request) {
        Links.Created link = creator.create(image.id(), request);
        return Representations.of(link, publicUrl.of("/links/" + link.token()));
    }
}
