package io.tintype.storage.disk;

import io.tintype.storage.ImageCursor;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Records the order of a library's images. Each image has a marker, an empty file whose name is the key of its
 * {@link ImageCursor}.
 *
 * <p>An operating system returns the names in a directory unsorted. A list must therefore read a directory completely,
 * so each directory must have few entries. A new marker goes into the deepest existing directory on the path given by
 * its digits or, if that directory is full, into a new subdirectory for the next digit. Markers are never moved: a full
 * directory keeps its markers, and {@link CatalogWalk} merges them with those in its subdirectories. So each step is
 * atomic, and processes share no state except the contents of the disk.
 */
final class DiskCatalog {

    /**
     * The number of entries in a full directory. In addition, it has at most 16 subdirectories, or seven for each year
     * in the topmost directory.
     */
    static final int MAX_ENTRIES = 128;

    private static final int MAX_TRIES = 10;

    private final CatalogNode top;

    DiskCatalog(Path directory) {
        top = CatalogNode.top(directory);
    }

    /** Writes the marker of a cursor durably. Does nothing if the marker exists. */
    void add(ImageCursor cursor) throws IOException {
        Path directory = create(cursor);
        try {
            DurableFiles.sync(directory);
        } catch (NoSuchFileException _) {
            // a concurrent delete has found the marker, and removed it with the directory
        }
    }

    /** Removes the marker of a cursor, and the directories that become empty, durably. */
    void remove(ImageCursor cursor) throws IOException {
        for (CatalogNode node : way(cursor).reversed()) {
            if (Files.deleteIfExists(node.marker(cursor))) {
                prune(node.directory());
            }
        }
    }

    boolean contains(ImageCursor cursor) {
        return markerOf(cursor, way(cursor)).isPresent();
    }

    /** Returns the directory for a new marker. The directory may not exist. */
    Path directoryFor(ImageCursor cursor) throws IOException {
        return directoryFor(cursor, way(cursor));
    }

    /**
     * Creates the marker if it is missing, and returns its directory. Tries again if another process removes that
     * directory while it is empty.
     */
    private Path create(ImageCursor cursor) throws IOException {
        for (int tries = 1; ; tries++) {
            List<CatalogNode> way = way(cursor);
            Optional<Path> present = markerOf(cursor, way);
            if (present.isPresent()) {
                return present.get().getParent();
            }
            Path directory = directoryFor(cursor, way);
            DurableFiles.createFolders(directory);
            try {
                Files.createFile(directory.resolve(cursor.key()));
                return directory;
            } catch (FileAlreadyExistsException _) {
                return directory;
            } catch (NoSuchFileException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static Path directoryFor(ImageCursor cursor, List<CatalogNode> way) throws IOException {
        CatalogNode deepest = way.getLast();
        boolean full = isFull(deepest.directory());
        return (full ? deepest.child(cursor).orElse(deepest) : deepest).directory();
    }

    private static Optional<Path> markerOf(ImageCursor cursor, List<CatalogNode> way) {
        return way.stream()
                .map(node -> node.marker(cursor))
                .filter(Files::exists)
                .findFirst();
    }

    /** Returns the directories in which the marker of a cursor may be, from the top down. */
    private List<CatalogNode> way(ImageCursor cursor) {
        List<CatalogNode> way = new ArrayList<>();
        Optional<CatalogNode> next = Optional.of(top);
        while (next.isPresent()) {
            way.add(next.get());
            next = next.get().child(cursor).filter(child -> Files.isDirectory(child.directory()));
        }
        return way;
    }

    private static boolean isFull(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.limit(MAX_ENTRIES).count() == MAX_ENTRIES;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** Removes a directory and its parents if they are empty, because each list would read them. */
    private void prune(Path emptied) throws IOException {
        Path directory = emptied;
        while (!directory.equals(top.directory()) && isRemoved(directory)) {
            directory = directory.getParent();
        }
        DurableFiles.sync(directory);
    }

    private static boolean isRemoved(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (DirectoryNotEmptyException _) {
            return false;
        }
    }
}
