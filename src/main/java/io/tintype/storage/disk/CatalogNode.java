package io.tintype.storage.disk;

import io.tintype.storage.Digits;
import io.tintype.storage.ImageCursor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory of a {@link DiskCatalog}.
 *
 * @param prefix the digits with which the keys of all markers in it and below it begin
 */
record CatalogNode(Path directory, String prefix) {

    /** Digits of the topmost subdirectories' names: 2^32 milliseconds, or 50 days, so that there are seven a year. */
    private static final int TOP_DIGITS = 4;

    /** The catalog's own directory. */
    static CatalogNode top(Path directory) {
        return new CatalogNode(directory, "");
    }

    boolean isTop() {
        return prefix.isEmpty();
    }

    /** The marker's file, where it is in this directory. */
    Path marker(ImageCursor cursor) {
        return directory.resolve(cursor.key());
    }

    /** Returns the place whose marker an entry of this directory is, or empty if it is something else. */
    Optional<ImageCursor> cursor(Path entry) {
        return ImageCursor.parse(entry.getFileName().toString())
                .filter(cursor -> cursor.key().startsWith(prefix));
    }

    /** Returns the subdirectory that an entry of this directory is by its name, or empty if it is something else. */
    Optional<CatalogNode> child(Path entry) {
        String name = entry.getFileName().toString();
        return Digits.areHexadecimal(name, childDigits()) && !isDeepest()
                ? Optional.of(new CatalogNode(entry, prefix + name))
                : Optional.empty();
    }

    /** Returns the subdirectory on the way to a place's marker, whether it exists or not. */
    Optional<CatalogNode> child(ImageCursor cursor) {
        if (isDeepest()) {
            return Optional.empty();
        }
        String digits = cursor.key().substring(prefix.length(), prefix.length() + childDigits());
        return Optional.of(new CatalogNode(directory.resolve(digits), prefix + digits));
    }

    /** Whether every marker in it and below it belongs before the cursor or is the cursor's own. */
    boolean isBefore(ImageCursor cursor) {
        return end().compareTo(cursor.key()) < 0;
    }

    /** A text after every key that begins with the prefix, and before all other keys that come later. */
    String end() {
        return prefix + "g"; // which follows the last hexadecimal digit
    }

    private int childDigits() {
        return isTop() ? TOP_DIGITS : 1;
    }

    private boolean isDeepest() {
        return prefix.length() == ImageCursor.KEY_LENGTH;
    }
}
