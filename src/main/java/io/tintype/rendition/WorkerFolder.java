package io.tintype.rendition;

import io.tintype.storage.DirectoryLock;
import io.tintype.storage.FolderSetting;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The folder that contains the workers' own folders. It is next to the spool, so that spooled files can be moved and
 * not copied. The first of several services that use it removes the folders that killed services have left.
 */
@Singleton
class WorkerFolder {

    private static final Logger LOG = Logger.getLogger(WorkerFolder.class);
    private static final String SUFFIX = ".workers";

    private final Path spool;
    private Path path;
    private DirectoryLock use;

    @Inject
    WorkerFolder(@ConfigProperty(name = "quarkus.http.body.uploads-directory") String spool) {
        this(FolderSetting.path(FolderSetting.SPOOL, spool));
    }

    WorkerFolder(Path spool) {
        this.spool = spool.toAbsolutePath().normalize();
    }

    /** Returns the folder, and creates it if it does not exist. */
    synchronized Path path() throws IOException {
        if (path == null) {
            path = make();
            cleanUp();
        }
        return Files.createDirectories(path);
    }

    private Path make() throws IOException {
        try {
            return Files.createDirectories(spool.resolveSibling(spool.getFileName() + SUFFIX));
        } catch (IOException _) {
            return Files.createDirectories(spool.resolve("workers")); // possibly the only writable folder
        }
    }

    private void cleanUp() {
        try {
            use = DirectoryLock.use(path.resolve("lock"), exclusive -> {
                if (exclusive) {
                    removeWorkers();
                }
            });
        } catch (IOException e) {
            LOG.warnf("cannot remove what earlier workers left in %s: %s", path, e);
        }
    }

    private void removeWorkers() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(path, "worker-*")) {
            for (Path folder : folders) {
                remove(folder);
            }
        }
    }

    /** Removes the folder of an earlier worker and its files. Workers create no subfolders, so one is only reported. */
    private static void remove(Path folder) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                    for (Path file : files) {
                        Files.deleteIfExists(file);
                    }
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warnf("the folder of an earlier worker is not removed: %s", e.getMessage());
        }
    }

    @PreDestroy
    void leave() throws IOException {
        if (use != null) {
            use.close();
        }
    }
}
