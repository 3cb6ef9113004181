package io.tintype.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder of temporary files that several processes may use. A process that is killed leaves its files there, and who
 * comes later may remove them only if no process owns them: each holds a shared lock for as long as it lives, which the
 * operating system takes back however it ends. Who gets the lock alone, at its start, is alone.
 */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel lock;

    private DirectoryLock(FileChannel lock) {
        this.lock = lock;
    }

    /** Removes what is left over. */
    @FunctionalInterface
    public interface Cleanup {

        /**
         * Called once, before this process has put anything into the folder.
         *
         * @param exclusive whether no other process uses the folder, so that everything in it is left over
         */
        void tidyUp(boolean alone) throws IOException;
    }

    /**
     * Begins to use a folder, until it is closed or the process ends. Waits while another process tidies up.
     *
     * @param lockFile made where it is missing, never removed
     * @throws IOException if the lock or the cleanup fails; the folder may be used all the same
     */
    public static DirectoryLock use(Path lockFile, Cleanup cleanup) throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try (FileLock alone = channel.tryLock()) {
            cleanup.tidyUp(alone != null);
        } catch (OverlappingFileLockException _) {
            cleanup.tidyUp(false); // this process uses it already, and closing the channel would end that lock
            return new DirectoryLock(channel);
        }
        channel.close();
        return new DirectoryLock(sharing(lockFile));
    }

    /** Returns whether files can be created in a folder, which is made first where it is missing. Changes nothing. */
    public static boolean isWritable(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing) && Files.isExecutable(existing);
    }

    /** For reading only: a file that is open for writing keeps its file system from being made read-only. */
    private static FileChannel sharing(Path lockFile) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        channel.lock(0, Long.MAX_VALUE, true);
        return channel;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
