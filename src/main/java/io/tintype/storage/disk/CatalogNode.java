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

    /**
     * The number of digits in the names of the topmost subdirectories. Each of these covers 2^32 milliseconds, or 50
     * days, so there are about seven a year.
     */
    private static final int TOP_DIGITS = 4;

    /** Returns the catalog's own directory. */
    static CatalogNode top(Path directory) {
        return new CatalogNode(directory, "");
    }

    boolean isTop() {
        return prefix.isEmpty();
    }

    /** Returns the path of the cursor's marker in this directory, whether or not the marker exists. */
    Path marker(ImageCursor cursor) {
        return directory.resolve(cursor.key());
    }

    /** Returns the cursor whose marker this entry of the directory is, or empty if the entry is not a marker. */
    Optional<ImageCursor> cursor(Path entry) {
        return ImageCursor.parse(entry.getFileName().toString())
                .filter(cursor -> cursor.key().startsWith(prefix));
    }

    /** Returns an entry of this directory as a subdirectory of the catalog, or empty if its name is not that of one. */
    Optional<CatalogNode> child(Path entry) {
        String name = entry.getFileName().toString();
        return Digits.areHexadecimal(name, childDigits()) && !isDeepest()
                ? Optional.of(new CatalogNode(entry, prefix + name))
                : Optional.empty();
    }

    /**
     * Returns the subdirectory on the path to the cursor's marker, whether or not it exists. Returns empty if this
     * directory can have no subdirectory.
     */
    Optional<CatalogNode> child(ImageCursor cursor) {
        if (isDeepest()) {
            return Optional.empty();
        }
        String digits = cursor.key().substring(prefix.length(), prefix.length() + childDigits());
        return Optional.of(new CatalogNode(directory.resolve(digits), prefix + digits));
    }

    /** Returns whether every marker in this directory and below it precedes the cursor or is the cursor's own. */
    boolean isBefore(ImageCursor cursor) {
        return end().compareTo(cursor.key()) < 0;
    }

    /** Returns a text that sorts after every key with this prefix, and before all later keys. */
    String end() {
        return prefix + "g"; // "g" follows the last hexadecimal digit
    }

    private int childDigits() {
        return isTop() ? TOP_DIGITS : 1;
    }

    private boolean isDeepest() {
        return prefix.length() == ImageCursor.KEY_LENGTH;
    }
}
