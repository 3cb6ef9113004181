package io.tintype.storage;

import java.util.List;
import java.util.Optional;

/**
 * A page of a library, newest image first.
 *
 * @param next where the next page starts, or empty on the last one
 */
public record ListPage(List<ImageMetadata> images, Optional<ImageCursor> next) {

    public ListPage {
        images = List.copyOf(images);
    }
}
