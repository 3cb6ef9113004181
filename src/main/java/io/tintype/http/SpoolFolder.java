package io.tintype.http;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The folder where forms are spooled while they are read. A process that is killed leaves its spooled files there; the
 * next one to start removes them.
 *
 * <p>Several processes may share the folder. Each holds a shared lock beside it for as long as it lives, which the
 * operating system takes back however it ends. Who gets the lock alone at its start is alone, and removes all that is
 * spooled; who does not removes only what is older than any upload can be.
 */
@Singleton
class SpoolFolder {

    private static final Logger LOG = Logger.getLogger(SpoolFolder.class);

    /** How Quarkus names them, and how renditions are named while they are made. */
    private static final String SPOOLED = "{resteasy-reactive*upload,rendition-*}";

    /** A connection that brings no byte is closed after a minute, and the store has less than a minute too. */
    private static final Duration NO_UPLOAD_IS_SO_OLD = Duration.ofHours(1);

    private final Path folder;
    private FileChannel lockFile; // kept, for the lock ends with it

    SpoolFolder(@ConfigProperty(name = "quarkus.http.body.uploads-directory") String folder) {
        this.folder = Path.of(folder).toAbsolutePath().normalize();
    }

    /** Before the first request. A folder that cannot be tidied up is no reason not to start. */
    void tidyUp(@Observes StartupEvent start) {
        try {
            Files.createDirectories(folder);
            lockFile = FileChannel.open(
                    folder.resolveSibling(folder.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            try (FileLock alone = lockFile.tryLock()) {
                removeSpooled(alone == null ? Instant.now().minus(NO_UPLOAD_IS_SO_OLD) : Instant.MAX);
            }
            lockFile.lock(0, Long.MAX_VALUE, true); // waits while another one tidies up
        } catch (IOException e) {
            LOG.warnf("cannot remove what earlier processes left in %s: %s", folder, e);
        }
    }

    private void removeSpooled(Instant before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SPOOLED)) {
            for (Path file : files) {
                BasicFileAttributes facts =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (facts.isRegularFile()
                        && facts.lastModifiedTime().toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                    LOG.infof("removed what was spooled and cut off: %s", file.getFileName());
                }
            }
        }
    }
}
