package io.tintype.storage.s3;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionName;
import java.util.UUID;

/**
 * The key of a rendition's object:
 *
 * <pre>renditions/&lt;library key&gt;/&lt;id of the image&gt;/&lt;size&gt;-v2.&lt;webp or jpg&gt;</pre>
 */
public record RenditionKey(String text) {

    /** Above every library's renditions. */
    public static final String ROOT = "renditions/";

    static RenditionKey of(Library library, UUID id, RenditionName name) {
        return new RenditionKey(prefix(library, id) + name.text());
    }

    /** What the keys of a library's renditions begin with. */
    public static String prefix(Library library) {
        return ROOT + library.key() + "/";
    }

    /** What the keys of an image's renditions begin with, and no others do. */
    static String prefix(Library library, UUID id) {
        return prefix(library) + id + "/";
    }
}
