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

/** File operations that are on the disk, and not just in its cache, when they return. */
final class DurableFiles {

    /** Windows cannot open a folder, and keeps its entries safe by itself. */
    private static final boolean FOLDERS_ARE_SYNCED = File.separatorChar == '/';

    private DurableFiles() {}

    static void copy(Path source, Path target) throws IOException {
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
            out.force(true);
        }
    }

    static void write(Path target, byte[] bytes) throws IOException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
    }

    /** Makes a folder's entries durable, not what they name. */
    static void sync(Path folder) throws IOException {
        if (!FOLDERS_ARE_SYNCED) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Makes a folder and those above it, where they are missing. One thread at a time: a folder that another thread has
     * made must be durable when it is found.
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
     * Removes a file or a folder with all that is in it, and of a link the link alone; nothing there is fine. Not
     * durable: it is not visible anyway.
     */
    static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : entries(path)) {
                remove(entry);
            }
        }
        Files.deleteIfExists(path);
    }

    /** What is in a folder, in no order; a missing folder has nothing. */
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
