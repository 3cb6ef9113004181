package io.tintype.storage.s3;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionName;
import java.util.UUID;

/**
 * The key of a rendition's object:
 *
 * <pre>renditions/&lt;library key&gt;/&lt;id of the image&gt;/&lt;recipe&gt;-v3.&lt;avif, webp, jpg or png&gt;</pre>
 */
public record RenditionKey(String text) {

    /** The prefix of the renditions of all libraries. */
    public static final String ROOT = "renditions/";

    static RenditionKey of(Library library, UUID id, RenditionName name) {
        return new RenditionKey(prefix(library, id) + name.text());
    }

    /** Returns the prefix of a library's renditions. */
    public static String prefix(Library library) {
        return ROOT + library.key() + "/";
    }

    /** Returns the prefix of an image's renditions, which no other key has. */
    static String prefix(Library library, UUID id) {
        return prefix(library) + id + "/";
    }
}
