package io.tintype.storage.s3;

import io.tintype.storage.Library;
import java.util.UUID;

/**
 * The key of an image's object:
 *
 * <pre>images/&lt;library key&gt;/&lt;id&gt;</pre>
 */
public record ImageKey(String text) {

    /** The prefix of all images of all libraries. */
    public static final String ROOT = "images/";

    public static ImageKey of(Library library, UUID id) {
        return new ImageKey(prefix(library) + id);
    }

    /** Returns the prefix of all images of a library. */
    public static String prefix(Library library) {
        return ROOT + library.key() + "/";
    }
}
