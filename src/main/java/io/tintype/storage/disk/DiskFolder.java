package io.tintype.storage.disk;

import io.tintype.storage.DirectoryLock;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * The root folder that the stores for images and for uploads share. Folders appear in it, and disappear, by one rename
 * each.
 */
final class DiskFolder {

    private static final Logger LOG = Logger.getLogger(DiskFolder.class);
    private static final Duration LEFTOVERS_AFTER = Duration.ofDays(1);

    private final DiskLayout layout;
    private DirectoryLock use;

    /**
     * Uses this folder, which is created when it is first needed. Removes what earlier processes left incomplete:
     * everything if no other process uses the folder, otherwise only what is more than a day old.
     */
    DiskFolder(Path root) {
        layout = new DiskLayout(root.toAbsolutePath().normalize());
        if (Files.isDirectory(layout.root())) {
            useFolder();
        }
    }

    DiskLayout layout() {
        return layout;
    }

    /** Creates a folder and its missing parents. */
    void createFolders(Path folder) throws IOException {
        DurableFiles.createFolders(layout.root());
        useFolder();
        DurableFiles.createFolders(folder);
    }

    /**
     * Renames a folder that is not empty to a path that must not exist. Java has no exception type for a target that is
     * not empty, and operating systems differ, so a failed rename is followed by a check whether the target exists.
     *
     * @return false if the target exists
     */
    static boolean moveToNew(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileSystemException e) {
            if (!Files.exists(target)) {
                throw e;
            }
            return false;
        }
    }

    /** Hides a folder immediately by a rename, then deletes its files. Does nothing if the folder does not exist. */
    void remove(Path folder) throws IOException {
        Path fresh = layout.fresh();
        createFolders(layout.temporary());
        try {
            Files.move(folder, fresh, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            return; // another call has moved it already
        }
        DurableFiles.sync(folder.getParent());
        DurableFiles.remove(fresh);
    }

    /**
     * Locks the folder before the first write, so that a process that starts later does not remove incomplete files of
     * this process as leftovers.
     */
    private synchronized void useFolder() {
        if (use != null) {
            return;
        }
        try {
            use = DirectoryLock.use(
                    layout.lock(),
                    exclusive -> removeLeftovers(
                            exclusive ? Instant.MAX : Instant.now().minus(LEFTOVERS_AFTER)));
            DayFolders.migrate(layout.root());
        } catch (IOException e) {
            LOG.warnf("cannot clean up %s: %s", layout.root(), e);
        }
    }

    private void removeLeftovers(Instant before) throws IOException {
        for (Path leftover : DurableFiles.entries(layout.temporary())) {
            if (Files.getLastModifiedTime(leftover).toInstant().isBefore(before)) {
                DurableFiles.remove(leftover);
            }
        }
    }
}
