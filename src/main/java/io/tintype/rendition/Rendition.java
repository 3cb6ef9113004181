package io.tintype.rendition;

import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionFormat;
import java.io.IOException;

/** A rendition with its bytes. The caller that receives it closes it. */
public record Rendition(RenditionFormat format, RenditionContent content) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}
