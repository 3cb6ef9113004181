package io.tintype.storage;

import java.util.List;
import java.util.Optional;

/**
 * A page of a library, newest image first.
 *
 * @param next the position at which the next page starts, or empty on the last page
 */
public record ListPage(List<ImageMetadata> images, Optional<ImageCursor> next) {

    public ListPage {
        images = List.copyOf(images);
    }
}
