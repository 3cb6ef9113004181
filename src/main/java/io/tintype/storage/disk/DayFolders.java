package io.tintype.storage.disk;

import io.tintype.storage.ImageCursor;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Migrates the catalog format used before 1.0: one directory for each day, regardless of the number of images. Moves
 * each marker, by one rename, to its directory in {@link DiskCatalog}.
 */
final class DayFolders {

    private static final Pattern DAY = Pattern.compile("\\d{4,}-\\d\\d-\\d\\d");

    private DayFolders() {}

    static void migrate(Path root) throws IOException {
        for (Path library : DurableFiles.entries(root)) {
            Path catalog = library.resolve("catalog");
            if (Files.isDirectory(catalog)) {
                migrateCatalog(catalog);
            }
        }
    }

    private static void migrateCatalog(Path catalog) throws IOException {
        for (Path entry : DurableFiles.entries(catalog)) {
            if (DAY.matcher(entry.getFileName().toString()).matches() && Files.isDirectory(entry)) {
                migrateDay(entry, new DiskCatalog(catalog));
            }
        }
    }

    private static void migrateDay(Path day, DiskCatalog catalog) throws IOException {
        Set<Path> changed = new HashSet<>();
        for (Path marker : DurableFiles.entries(day)) {
            Optional<ImageCursor> cursor =
                    ImageCursor.parse(marker.getFileName().toString());
            if (cursor.isPresent()) {
                Path directory = catalog.directoryFor(cursor.get());
                DurableFiles.createFolders(directory);
                move(marker, directory.resolve(marker.getFileName()));
                changed.add(directory);
            }
        }
        for (Path directory : changed) {
            DurableFiles.sync(directory);
        }
        try {
            Files.deleteIfExists(day);
        } catch (DirectoryNotEmptyException _) {
            // the directory contains a file that this service did not write; the verify command reports it
        }
    }

    private static void move(Path marker, Path target) throws IOException {
        try {
            Files.move(marker, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // another process has moved it already
        }
    }
}
