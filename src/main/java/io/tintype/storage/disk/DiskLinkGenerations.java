package io.tintype.storage.disk;

import io.tintype.storage.Library;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stores the generation of a library's links as an empty file, whose name is the generation. */
record DiskLinkGenerations(DiskLayout layout) {

    /** Returns whether the name of a file in the folder of links is a generation. */
    static boolean isFile(Path file) {
        return file.getFileName().toString().matches("[1-9][0-9]{0,8}");
    }

    /** Returns the current generation, 0 if no links were ever revoked. */
    int current(Library library) throws IOException {
        return DurableFiles.entries(layout.links(library)).stream()
                .filter(DiskLinkGenerations::isFile)
                .mapToInt(file -> Integer.parseInt(file.getFileName().toString()))
                .max()
                .orElse(0);
    }

    /** Begins a new generation and returns it. It is the same one if another caller begins it at the same time. */
    int next(Library library) throws IOException {
        Path folder = layout.links(library);
        DurableFiles.createFolders(folder);
        int next = current(library) + 1;
        try {
            Files.createFile(folder.resolve(Integer.toString(next)));
        } catch (FileAlreadyExistsException _) {
            // another caller has begun it
        }
        DurableFiles.sync(folder);
        Files.deleteIfExists(folder.resolve(Integer.toString(next - 1)));
        return Math.max(next, current(library)); // a later one if others have revoked links too
    }
}
