package io.tintype.http.upload;

import io.quarkus.runtime.StartupEvent;
import io.tintype.storage.DirectoryLock;
import io.tintype.storage.FolderSetting;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The folder where forms are spooled while they are read. A process that is killed leaves its spooled files there. The
 * next process to start removes all of them if no other process uses the folder, and otherwise those that are too old
 * to belong to an upload in progress.
 */
@Singleton
class SpoolFolder {

    private static final Logger LOG = Logger.getLogger(SpoolFolder.class);

    /** The names of spooled uploads and of renditions that are being made. */
    private static final String SPOOLED = "{upload-*,rendition-*}";

    /** Far more than an upload takes: an idle connection is closed after a minute, and slow uploads are cut off. */
    private static final Duration MAX_UPLOAD_AGE = Duration.ofHours(1);

    private final Path folder;
    private DirectoryLock use; // held until the process ends

    SpoolFolder(@ConfigProperty(name = "quarkus.http.body.uploads-directory") String folder) {
        this.folder =
                FolderSetting.path(FolderSetting.SPOOL, folder).toAbsolutePath().normalize();
    }

    Path path() {
        return folder;
    }

    /** Returns whether uploads can be spooled. A full disk does not count, because it is released by other uploads. */
    boolean isWritable() {
        return DirectoryLock.isWritable(folder);
    }

    /** Removes old files before the first request. The service also starts if that fails. */
    void cleanUp(@Observes StartupEvent start) {
        try {
            Files.createDirectories(folder);
            use = DirectoryLock.use(
                    folder.resolveSibling(folder.getFileName() + ".lock"),
                    exclusive -> removeSpooled(
                            exclusive ? Instant.MAX : Instant.now().minus(MAX_UPLOAD_AGE)));
        } catch (IOException e) {
            LOG.warnf("cannot remove files of earlier processes from %s: %s", folder, e);
        }
    }

    @PreDestroy
    void leave() throws IOException {
        if (use != null) {
            use.close();
        }
    }

    private void removeSpooled(Instant before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SPOOLED)) {
            for (Path file : files) {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile()
                        && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                    LOG.infof("removed a spooled file of an earlier process: %s", file.getFileName());
                }
            }
        }
    }
}
