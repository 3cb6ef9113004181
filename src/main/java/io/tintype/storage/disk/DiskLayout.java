package io.tintype.storage.disk;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionName;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Defines the paths of all files, under one root.
 *
 * <pre>
 * &lt;library key&gt;/images/&lt;last two digits of the id&gt;/&lt;id&gt;/content, image.json, &lt;renditions&gt;
 * &lt;library key&gt;/catalog/{&lt;digits of the cursor key&gt;/}&lt;cursor key&gt;  an empty file, the marker
 * &lt;library key&gt;/links/&lt;generation&gt;                        an empty file
 * &lt;library key&gt;/uploads/&lt;id&gt;/info.json                    what is known when an upload begins
 * &lt;library key&gt;/uploads/&lt;id&gt;/&lt;offset&gt;/content             a piece of it, and its SHA-256
 * &lt;library key&gt;/uploads/&lt;id&gt;/length/content               the length, if it is declared later
 * .tmp/&lt;random&gt;/                                          files that are being written or deleted
 * .lock                                                   locked by every process that writes
 * </pre>
 *
 * <p>{@link DiskCatalog} creates the markers. No path can leave the root: it consists of library keys, which have
 * neither dots nor separators, of UUIDs, of numbers, and of cursor keys that are computed from UUIDs. No text from a caller is ever
 * part of a path. {@code .tmp} cannot be a library, because a library key has no dot.
 */
record DiskLayout(Path root) {

    Path temporary() {
        return root.resolve(".tmp");
    }

    Path lock() {
        return root.resolve(".lock");
    }

    /** Returns a path below {@link #temporary()} that no other process uses. */
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

    /** Returns the file with the bytes of an image or of a piece of an upload. */
    static Path content(Path folder) {
        return folder.resolve("content");
    }

    static Path sidecar(Path image) {
        return image.resolve("image.json");
    }

    static Path rendition(Path image, RenditionName name) {
        return image.resolve(name.text());
    }

    /** Returns the folder with an empty file, whose name is the generation, for each generation of links. */
    Path links(Library library) {
        return root.resolve(library.key()).resolve("links");
    }

    /** Returns the folder with the resumable uploads in progress. */
    Path uploads(Library library) {
        return root.resolve(library.key()).resolve("uploads");
    }

    static Path uploadInfo(Path upload) {
        return upload.resolve("info.json");
    }

    static Path uploadLength(Path upload) {
        return upload.resolve("length");
    }

    Path catalog(Library library) {
        return root.resolve(library.key()).resolve("catalog");
    }
}
