package io.tintype.storage.s3;

import io.tintype.storage.Checksum;
import io.tintype.storage.Digits;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import java.util.Optional;

/**
 * The key of an image's catalog entry, an empty object:
 *
 * <pre>catalog/&lt;library key&gt;/&lt;cursor key&gt;/&lt;fields&gt;</pre>
 *
 * <p>The cursor key contains the creation time and the id, encoded so that S3's ascending order of keys lists the
 * newest image first. The fields are {@code name.mediaType.size.width.height.sha256}, with texts in base64url, split by
 * '/' into segments of {@value #MAX_SEGMENT} characters, because stores that keep objects as files reject a segment of
 * more than 255 bytes. The checksum is last so that no segment consists of a single dot. With a name of 255 bytes and a
 * library key of 100, a key has about 700 characters of the 1,024 that S3 allows.
 */
public record CatalogKey(String text) {

    /** The prefix of the catalog entries of all libraries. */
    public static final String ROOT = "catalog/";

    private static final int MAX_SEGMENT = 200;
    private static final int FIELDS = 6;

    public static CatalogKey of(Library library, ImageMetadata image) {
        String fields = String.join(
                ".",
                ObjectMetadata.encode(image.name()),
                ObjectMetadata.encode(image.mediaType()),
                Long.toString(image.size()),
                Integer.toString(image.width()),
                Integer.toString(image.height()),
                image.sha256());
        StringBuilder key = new StringBuilder(prefix(library))
                .append(ImageCursor.after(image).key());
        for (int start = 0; start < fields.length(); start += MAX_SEGMENT) {
            key.append('/').append(fields, start, Math.min(start + MAX_SEGMENT, fields.length()));
        }
        return new CatalogKey(key.toString());
    }

    /** Returns the prefix of a library's catalog entries. */
    public static String prefix(Library library) {
        return ROOT + library.key() + "/";
    }

    /**
     * Returns a text that follows the keys of all images before the cursor, and precedes all other keys of the library.
     */
    static String startAfter(Library library, ImageCursor cursor) {
        if (cursor.equals(ImageCursor.START)) {
            return prefix(library);
        }
        return prefix(library) + cursor.key() + "0"; // '0' follows '/', so this sorts after <cursor key>/<fields>
    }

    /** Returns the cursor directly after the image, or empty if this is not a valid catalog key. */
    Optional<ImageCursor> cursor() {
        int start = cursorStart();
        int end = start + ImageCursor.KEY_LENGTH;
        boolean isOurs = text.startsWith(ROOT)
                && start > ROOT.length() + 1
                && text.length() > end + 1
                && text.charAt(end) == '/';
        return isOurs ? ImageCursor.parse(text.substring(start, end)) : Optional.empty();
    }

    /** Returns the image, or empty if this is not a valid catalog key. */
    public Optional<ImageMetadata> image() {
        return cursor().flatMap(this::image);
    }

    private Optional<ImageMetadata> image(ImageCursor cursor) {
        String[] fields = text.substring(cursorStart() + ImageCursor.KEY_LENGTH)
                .replace("/", "")
                .split("\\.", -1);
        if (fields.length != FIELDS || !Checksum.isWellFormed(fields[5])) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ImageMetadata(
                    cursor.id(),
                    ObjectMetadata.decode(fields[0]),
                    ObjectMetadata.decode(fields[1]),
                    Long.parseLong(digits(fields[2])),
                    Integer.parseInt(digits(fields[3])),
                    Integer.parseInt(digits(fields[4])),
                    fields[5],
                    cursor.createdAt()));
        } catch (IllegalArgumentException _) { // invalid base64, or a number out of range
            return Optional.empty();
        }
    }

    /** Returns the index after the library's key, or 0 if there is no library key. */
    private int cursorStart() {
        return text.indexOf('/', ROOT.length()) + 1;
    }

    private static String digits(String text) {
        if (!Digits.areDecimal(text)) {
            throw new NumberFormatException(text);
        }
        return text;
    }
}
