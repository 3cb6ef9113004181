package io.tintype.storage.disk;

import io.tintype.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** Classifies the I/O failures of files; no other class does so. */
final class DiskFailures {

    /**
     * Errors that persist until the operator acts. Java has no exception types for them, so the messages of the
     * operating system identify them. On a machine with another language, they count as {@code Unavailable}.
     */
    private static final List<String> LASTING = List.of(
            "Read-only file system",
            "No space left on device",
            "Disk quota exceeded",
            "Not a directory",
            "Operation not permitted");

    private DiskFailures() {}

    /**
     * Returns the storage failure that corresponds to an I/O failure.
     *
     * @param action the action that failed, for the log
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
                || cause instanceof FileAlreadyExistsException) { // a file has the path of a folder
            return true;
        }
        String message = String.valueOf(cause.getMessage());
        return LASTING.stream().anyMatch(message::endsWith);
    }
}
