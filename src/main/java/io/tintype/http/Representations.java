package io.tintype.http;

import io.tintype.api.model.Image;
import io.tintype.api.model.ImagePage;
import io.tintype.api.model.Link;
import io.tintype.link.Links;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ListPage;
import java.time.ZoneOffset;
import java.util.function.Function;

/** Converts stored images to the types of the contract. */
final class Representations {

    private Representations() {}

    static Image of(ImageMetadata image) {
        return new Image()
                .id(image.id())
                .name(image.name())
                .mediaType(image.mediaType())
                .size(image.size())
                .width(image.width())
                .height(image.height())
                .sha256(image.sha256())
                .createdAt(image.createdAt().atOffset(ZoneOffset.UTC));
    }

    static Link of(Links.Created link, String url) {
        return new Link()
                .url(url)
                .expiresAt(
                        link.expires().map(end -> end.atOffset(ZoneOffset.UTC)).orElse(null));
    }

    static ImagePage of(ListPage list, Function<ImageMetadata, Image> representation) {
        return new ImagePage()
                .images(list.images().stream().map(representation).toList())
                .next(list.next().map(ImageCursor::key).orElse(null));
    }
}
