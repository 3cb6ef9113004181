package io.tintype.storage.disk;

import io.tintype.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** The one classifier of what goes wrong with files. */
final class DiskFailures {

    /**
     * Faults that last until an operator acts. Java has no type for these and passes the operating system's words on,
     * so that on a machine with another language they count as {@code Unavailable}.
     */
    private static final List<String> LASTING = List.of(
            "Read-only file system",
            "No space left on device",
            "Disk quota exceeded",
            "Not a directory",
            "Operation not permitted");

    private DiskFailures() {}

    /**
     * The storage failure that an I/O failure is.
     *
     * @param action what failed, for the log
     */
    static StorageException of(String action, IOException cause) {
        String message = action + ": " + cause;
        return isLasting(cause)
                ? new StorageException.Refused(message, cause)
                : new StorageException.Unavailable(message, cause);
    }

    private static boolean isLasting(IOException cause) {
        if (cause instanceof AccessDeniedException
                || cause instanceof NotDirectoryException
                || cause instanceof FileAlreadyExistsException) { // a file where a folder of ours should be
            return true;
        }
        String message = String.valueOf(cause.getMessage());
        return LASTING.stream().anyMatch(message::endsWith);
    }
}
