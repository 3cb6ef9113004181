package io.tintype.rendition;

import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionFormat;
import java.io.IOException;

/** A rendition with its bytes. Its holder closes it. */
public record Rendition(RenditionFormat format, RenditionContent content) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}
