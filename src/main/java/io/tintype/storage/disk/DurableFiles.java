package io.tintype.storage.disk;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * File operations whose effects are on the disk, and not just in its cache, when they return, unless a parameter says
 * otherwise.
 */
final class DurableFiles {

    /** Windows cannot open a folder, and makes its entries durable without a sync. */
    private static final boolean FOLDERS_ARE_SYNCED = File.separatorChar == '/';

    private DurableFiles() {}

    /**
     * Copies a file.
     *
     * @param end bytes that the copy has in addition, at its end
     * @param durable whether to wait until the copy is on the disk
     */
    static void copy(Path source, Path target, byte[] end, boolean durable) throws IOException {
        try (FileChannel in = FileChannel.open(source);
                FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = in.size();
            for (long done = 0; done < size; ) {
                long copied = in.transferTo(done, size - done, out);
                if (copied <= 0) {
                    throw new IOException("became shorter while it was copied: " + source);
                }
                done += copied;
            }
            writeAll(out, end);
            if (durable) {
                out.force(true);
            }
        }
    }

    static void write(Path target, byte[] bytes) throws IOException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeAll(out, bytes);
            out.force(true);
        }
    }

    private static void writeAll(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }

    /** Makes the entries of a folder durable, but not the contents of its files. */
    static void sync(Path folder) throws IOException {
        if (!FOLDERS_ARE_SYNCED) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Creates a folder and its missing parents. Synchronized, because a folder that another thread is creating must be
     * durable before this method finds it.
     */
    static synchronized void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        createFolders(folder.getParent());
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        sync(folder.getParent());
    }

    /**
     * Removes a file, or a folder and everything in it. Removes a symbolic link but not its target. Does nothing if the
     * path does not exist. The removal is not durable, because the files are not visible to callers anyway.
     */
    static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : entries(path)) {
                remove(entry);
            }
        }
        Files.deleteIfExists(path);
    }

    /** Returns the entries of a folder, unsorted. A missing folder has no entries. */
    static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
