package io.tintype.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores resumable uploads in progress, piece by piece, until they become images. Calls block, and any number of threads
 * and processes may work on the same upload: conditional writes, and no locks, decide between them.
 *
 * <p>Every method throws {@link StorageException} like those of {@link ImageStore}.
 */
public interface UploadStore {

    /** Maximum number of pieces of an upload. Listing them takes this many thousandths of requests to S3. */
    int MAX_PIECES = 10_000;

    /**
     * Creates an upload without bytes. It is durable when the call returns.
     *
     * @throws StorageException.AlreadyStored if the library already has an upload with this id
     */
    void create(Library library, PendingUpload upload);

    /**
     * Returns the state of an upload, whether or not it has expired. Returns empty if the library has no such upload, or
     * no longer has it.
     */
    Optional<UploadProgress> find(Library library, UUID id);

    /**
     * Appends a piece at the offset of the progress. It becomes visible whole or not at all, and is durable when the call
     * returns. Of concurrent calls with the same offset, exactly one returns true. A call that is retried because its
     * response was lost returns true if its own piece was stored.
     *
     * @param content the file with at least one byte; the store only reads it, and the caller still owns it
     * @param sha256 of the file's bytes, as 64 lowercase hexadecimal digits
     * @return false if another piece is stored at this offset, and {@link #find} then returns the new offset; or if the
     *     upload was removed
     */
    boolean append(Library library, UploadProgress progress, Path content, String sha256);

    /**
     * Declares the length of an upload that was created without one, durably, unless it is already declared.
     *
     * @return the declared length: of concurrent calls, the first one determines it
     */
    long declareLength(Library library, UUID id, long length);

    /**
     * Writes the bytes of the upload from the first to {@code progress.offset()} to a stream, which stays open.
     *
     * @return false if the upload was removed meanwhile, or a piece is missing; the stream may then have a part of the bytes
     * @throws IOException if the stream throws it
     * @throws StorageException.Altered if a piece differs from what was appended
     */
    boolean transferTo(Library library, UploadProgress progress, OutputStream target) throws IOException;

    /**
     * Removes an upload with its pieces. Succeeds if the library has no such upload. From its start on, {@link #find}
     * returns empty, even if the call fails halfway; a piece of a concurrent {@link #append} may remain, without effect
     * because ids are never used again, until the audit removes it.
     */
    void remove(Library library, UUID id);
}
