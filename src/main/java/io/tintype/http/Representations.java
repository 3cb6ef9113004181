package io.tintype.http;

import io.tintype.api.model.Image;
import io.tintype.api.model.ImagePage;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ListPage;
import java.time.ZoneOffset;

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

    static ImagePage of(ListPage list) {
        return new ImagePage()
                .images(list.images().stream().map(Representations::of).toList())
                .next(list.next().map(ImageCursor::key).orElse(null));
    }
}
