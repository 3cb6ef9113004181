package io.tintype.storage.disk;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionName;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where things are, all of it under one root.
 *
 * <pre>
 * &lt;library key&gt;/images/&lt;last two digits of the id&gt;/&lt;id&gt;/content, image.json, &lt;renditions&gt;
 * &lt;library key&gt;/catalog/{&lt;digits of the cursor key&gt;/}&lt;cursor key&gt;  an empty file, the marker: {@link
 * DiskCatalog} .tmp/&lt;random&gt;/                                          being written or being deleted .lock
 * held by every process that writes
 * </pre>
 *
 * <p>No path can leave the root: it is made of library keys, which have neither dots nor separators, of UUIDs and of
 * cursor keys that were computed from a UUID; nothing that a caller wrote is ever part of one. {@code .tmp}
 * cannot be a library, for a library key has no dot.
 */
record DiskLayout(Path root) {

    Path temporary() {
        return root.resolve(".tmp");
    }

    Path lock() {
        return root.resolve(".lock");
    }

    /** A name below {@link #temporary()} that no other process uses. */
    Path fresh() {
        return temporary().resolve(UUID.randomUUID().toString());
    }

    Path image(Library library, UUID id) {
        String name = id.toString();
        return root.resolve(library.key())
                .resolve("images")
                .resolve(name.substring(name.length() - 2))
                .resolve(name);
    }

    static Path content(Path image) {
        return image.resolve("content");
    }

    static Path sidecar(Path image) {
        return image.resolve("image.json");
    }

    static Path rendition(Path image, RenditionName name) {
        return image.resolve(name.text());
    }

    Path catalog(Library library) {
        return root.resolve(library.key()).resolve("catalog");
    }
}
