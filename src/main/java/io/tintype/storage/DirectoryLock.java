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
 * Locks a folder of temporary files that several processes may share. A process that is killed leaves its files there,
 * and a later process may remove them only if no running process owns them. Therefore each process holds a shared lock
 * while it runs, which the operating system releases however the process ends. A process that acquires the lock
 * exclusively at its start is the only one that uses the folder.
 */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel lock;

    private DirectoryLock(FileChannel lock) {
        this.lock = lock;
    }

    /** Removes the files that killed processes left. */
    @FunctionalInterface
    public interface Cleanup {

        /**
         * Removes the leftover files. Called once, before this process writes to the folder.
         *
         * @param exclusive whether no other process uses the folder, so that everything in it is left over
         */
        void cleanUp(boolean exclusive) throws IOException;
    }

    /**
     * Starts to use a folder. The use ends when the lock is closed or the process ends. Blocks while another process
     * cleans up.
     *
     * @param lockFile is created if it is missing, and never removed
     * @throws IOException if the lock or the cleanup fails; the caller may use the folder nevertheless
     */
    public static DirectoryLock use(Path lockFile, Cleanup cleanup) throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try (FileLock exclusive = channel.tryLock()) {
            cleanup.cleanUp(exclusive != null);
        } catch (OverlappingFileLockException _) {
            cleanup.cleanUp(false); // this process holds the lock already, and closing this channel would release it
            return new DirectoryLock(channel);
        }
        channel.close();
        return new DirectoryLock(sharing(lockFile));
    }

    /**
     * Returns whether this process can create files in a folder. If the folder does not exist, checks the nearest
     * ancestor that exists. Changes nothing.
     */
    public static boolean isWritable(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing) && Files.isExecutable(existing);
    }

    /**
     * Acquires the shared lock. Opens the file for reading only, because a file that is open for writing prevents a
     * remount of its file system as read-only.
     */
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
