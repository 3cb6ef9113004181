package io.tintype.storage.s3;

import io.tintype.storage.Library;
import io.tintype.storage.PieceChain;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The key of an object of a resumable upload:
 *
 * <pre>
 * uploads/&lt;library key&gt;/&lt;id&gt;/info      what is known when the upload begins
 * uploads/&lt;library key&gt;/&lt;id&gt;/&lt;offset&gt;  a piece; 19 digits
 * uploads/&lt;library key&gt;/&lt;id&gt;/length    the length, if it is declared later
 * uploads/&lt;library key&gt;/&lt;id&gt;/direct    all bytes, if a client sends them to the store
 * </pre>
 */
public record UploadKey(String text) {

    /** The prefix of all uploads of all libraries. */
    public static final String ROOT = "uploads/";

    private static final Pattern NAME = Pattern.compile("info|length|direct|[0-9]{19}");

    /** Returns whether an object of an upload has this name after the id and its '/'. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static UploadKey info(Library library, UUID id) {
        return new UploadKey(prefix(library, id) + "info");
    }

    static UploadKey length(Library library, UUID id) {
        return new UploadKey(prefix(library, id) + "length");
    }

    /** Returns the key of the bytes that a client sends to the store. */
    public static UploadKey direct(Library library, UUID id) {
        return new UploadKey(prefix(library, id) + "direct");
    }

    static UploadKey piece(Library library, UUID id, long offset) {
        return new UploadKey(prefix(library, id) + PieceChain.name(offset));
    }

    /** Returns the prefix of all objects of an upload. */
    static String prefix(Library library, UUID id) {
        return prefix(library) + id + "/";
    }

    /** Returns the prefix of all uploads of a library. */
    public static String prefix(Library library) {
        return ROOT + library.key() + "/";
    }
}
