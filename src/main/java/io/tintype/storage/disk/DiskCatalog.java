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
 * The order of a library's images. Each has a marker, an empty file that is named by its {@link ImageCursor}'s key.
 *
 * <p>An operating system returns the names in a directory unsorted, so a directory must be read whole and may not have
 * many. A marker goes into the deepest directory on the way of its digits that exists, and where that is full, into a
 * new subdirectory for the next digit. Markers are never moved: a full directory keeps those it has, and
 * {@link CatalogWalk} merges them with its subdirectories. So each step is atomic, and processes need not agree on
 * anything but what is on the disk.
 */
final class DiskCatalog {

    /** Entries of a full directory. It has 16 subdirectories besides at most, the topmost seven for each year. */
    static final int MAX_ENTRIES = 128;

    private static final int MAX_TRIES = 10;

    private final CatalogNode top;

    DiskCatalog(Path directory) {
        top = CatalogNode.top(directory);
    }

    /** Writes the marker of a place, durably. Nothing happens where it is there already. */
    void add(ImageCursor cursor) throws IOException {
        Path directory = create(cursor);
        try {
            DurableFiles.sync(directory);
        } catch (NoSuchFileException _) {
            // removed with the marker, by a delete that has seen it
        }
    }

    /** Removes the marker of a place and the directories that are empty then, durably. */
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

    /** Returns the directory that a new marker belongs in. It may not exist. */
    Path directoryFor(ImageCursor cursor) throws IOException {
        return directoryFor(cursor, way(cursor));
    }

    /** Returns the directory of the marker. A process that removes it, while it is empty, makes us try again. */
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

    /** The directories in which a place's marker may be, from the top. */
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

    /** An empty directory would cost each list a look. */
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
