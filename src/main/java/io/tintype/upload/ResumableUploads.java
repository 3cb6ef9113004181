package io.tintype.upload;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.image.ImageId;
import io.tintype.storage.Library;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The operations on resumable uploads. Every method may throw {@link io.tintype.storage.StorageException}. No method
 * locks an upload: of concurrent requests for one offset, the store accepts one.
 */
@Startup // an invalid setting stops startup
@Singleton
public class ResumableUploads {

    private static final String DEFAULT_EXPIRY = "PT24H";

    private final UploadStore store;
    private final Duration expiry;

    ResumableUploads(UploadStore store, UploadExpiryConfig config) {
        this.store = store;
        this.expiry = duration(config.uploadExpiry().orElse(DEFAULT_EXPIRY));
    }

    /**
     * Returns the start of a new upload, which {@link #create} stores.
     *
     * @param imageId the only id under which the caller may store an image; empty for the id of the upload
     * @param submittedName as the client sent it; may be empty
     * @param metadata as the client sent it; may be empty
     * @param reprDigest as the client sent it; may be empty
     * @param length in bytes; empty if it is declared later
     */
    public UploadProgress begin(
            Optional<UUID> imageId, String submittedName, String metadata, String reprDigest, OptionalLong length) {
        UUID id = ImageId.next();
        Instant end = Instant.now().plus(expiry).truncatedTo(ChronoUnit.SECONDS); // as HTTP dates show it
        PendingUpload upload =
                new PendingUpload(id, imageId.orElse(id), submittedName, metadata, reprDigest, length, end);
        return new UploadProgress(upload, length, 0, 0);
    }

    /** Stores a new upload durably, without bytes. */
    public void create(Library library, UploadProgress start) {
        store.create(library, start.upload());
    }

    /**
     * Returns the state of an upload.
     *
     * @throws UploadException.NotFound if the library has no such upload in progress
     * @throws UploadException.Expired if it has expired
     */
    public UploadProgress find(Library library, UUID id) {
        UploadProgress progress = store.find(library, id).orElseThrow(() -> new UploadException.NotFound(id));
        if (!Instant.now().isBefore(progress.upload().expiresAt())) {
            throw new UploadException.Expired();
        }
        return progress;
    }

    /**
     * Appends a piece durably, and returns the new state.
     *
     * @param length as the request declares it; empty if it declares none
     * @param size of the piece in bytes; with 0, only the length is stored
     * @throws UploadException.OffsetMismatch if another piece was stored at this offset meanwhile
     * @throws UploadException.LengthMismatch if another length was declared meanwhile
     * @throws UploadException.TooManyPieces if the upload has {@link UploadStore#MAX_PIECES}
     */
    public UploadProgress append(
            Library library, UploadProgress progress, OptionalLong length, Path piece, long size, String sha256) {
        OptionalLong declared = declare(library, progress, length);
        if (size == 0) {
            return new UploadProgress(progress.upload(), declared, progress.offset(), progress.pieces());
        }
        if (progress.pieces() >= UploadStore.MAX_PIECES) {
            throw new UploadException.TooManyPieces(UploadStore.MAX_PIECES);
        }
        if (!store.append(library, progress, piece, sha256)) {
            UploadProgress now = find(library, progress.upload().id());
            throw new UploadException.OffsetMismatch(now.offset(), progress.offset());
        }
        return new UploadProgress(progress.upload(), declared, progress.offset() + size, progress.pieces() + 1);
    }

    private OptionalLong declare(Library library, UploadProgress progress, OptionalLong length) {
        if (length.isEmpty() || progress.length().isPresent()) {
            return progress.length();
        }
        long declared = store.declareLength(library, progress.upload().id(), length.getAsLong());
        if (declared != length.getAsLong()) {
            throw new UploadException.LengthMismatch(declared);
        }
        return length;
    }

    /**
     * Writes the stored bytes of an upload to a stream.
     *
     * @throws UploadException.NotFound if the upload was canceled or completed meanwhile
     * @throws IOException if the stream throws it
     */
    public void transferTo(Library library, UploadProgress progress, OutputStream target) throws IOException {
        if (!store.transferTo(library, progress, target)) {
            throw new UploadException.NotFound(progress.upload().id());
        }
    }

    /** Removes an upload with its bytes. Succeeds if the library has no such upload. */
    public void remove(Library library, UUID id) {
        store.remove(library, id);
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.toSeconds() >= 1) {
                return duration;
            }
        } catch (DateTimeParseException | ArithmeticException _) {
            // reported below
        }
        throw new ConfigurationException(
                "TINTYPE_UPLOAD_EXPIRY is '%s'. Set it to an ISO 8601 duration of at least a second, for example PT24H."
                        .formatted(text));
    }
}
