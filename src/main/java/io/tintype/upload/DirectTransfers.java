package io.tintype.upload;

import io.smallrye.common.annotation.Identifier;
import io.tintype.image.ImageException;
import io.tintype.image.Images;
import io.tintype.image.UploadRules;
import io.tintype.storage.Checksum;
import io.tintype.storage.DirectFile;
import io.tintype.storage.DirectUploads;
import io.tintype.storage.DirectUploads.Target;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.StorageConfig;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadProgress;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Uploads of which the client sends the bytes to the store. What it declares at the beginning is part of the upload, and
 * the image has the id of the upload, so that no caller can choose it. Every method may throw {@link StorageException}.
 */
@Singleton
public class DirectTransfers {

    private static final Logger LOG = Logger.getLogger(DirectTransfers.class);

    /** How long a client may take to begin its request to the store. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String DIGEST_START = "sha-256=:";
    private static final String DIGEST_END = ":";

    private final Instance<DirectUploads> store;
    private final ResumableUploads uploads;
    private final Images images;

    DirectTransfers(
            StorageConfig storage, @Any Instance<DirectUploads> stores, ResumableUploads uploads, Images images) {
        this.store = stores.select(Identifier.Literal.of(storage.kind()));
        this.uploads = uploads;
        this.images = images;
    }

    /**
     * The beginning of an upload.
     *
     * @param target the request by which the client sends the image
     * @param expiresAt when the store begins to reject this request
     */
    public record Begun(UUID id, Target target, Instant expiresAt) {}

    /**
     * Begins an upload of these bytes, durably.
     *
     * @param submittedName as the client sent it; may be empty
     * @throws UploadException.DirectUnavailable if the store does not accept images from clients
     * @throws ImageException.TooLarge if an image may not have this size
     * @throws ImageException.QuotaExceeded if the library may not hold it
     */
    public Begun begin(Library library, String submittedName, long size, String sha256, UploadRules rules) {
        DirectUploads direct = requireStore();
        images.checkSize(size, rules);
        images.requireRoom(library, Optional.empty(), size, rules);
        UploadProgress start =
                uploads.begin(Optional.empty(), submittedName, "", digest(sha256), OptionalLong.of(size));
        uploads.create(library, start);
        UUID id = start.upload().id();
        Instant end = Instant.now().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        return new Begun(id, direct.target(library, id, size, sha256, LIFETIME), end);
    }

    /**
     * Stores the image that the client has sent, durably. A repeated call returns the same image.
     *
     * @throws UploadException.DirectUnavailable if the store does not accept images from clients
     * @throws UploadException.NotFound if the library has neither such an upload nor an image with its id
     * @throws UploadException.Expired if the upload has expired
     * @throws UploadException.NotSent if the store does not have the image yet
     * @throws UploadException.OtherBytes if the store has other bytes than those that were declared; this ends the upload
     * @throws ImageException.QuotaExceeded if the library may not hold the image; the upload remains
     * @throws ImageException if the image is rejected as by {@link Images#upload}; this ends the upload
     * @throws IOException never, because the store's failures are {@link StorageException}
     */
    public Images.Stored complete(Library library, UUID id, UploadRules rules) throws IOException {
        DirectUploads direct = requireStore();
        PendingUpload upload;
        try {
            upload = uploads.find(library, id).upload();
        } catch (UploadException.NotFound e) {
            return earlier(library, id, e);
        }
        Optional<DirectFile> sent = direct.find(library, id);
        if (sent.isEmpty()) {
            return earlier(library, id, new UploadException.NotSent()); // another call may have been faster
        }
        DirectFile file = sent.get();
        ImageMetadata image;
        try {
            image = examine(upload, file, rules);
        } catch (ImageException | UploadException.OtherBytes e) {
            remove(library, id);
            throw e;
        }
        if (!images.store(library, image, rules, () -> direct.store(library, id, file, image))) {
            return earlier(library, id, new UploadException.NotFound(id));
        }
        remove(library, id);
        return new Images.Stored(image, true);
    }

    private ImageMetadata examine(PendingUpload upload, DirectFile file, UploadRules rules) throws IOException {
        if (file.size() != upload.length().orElse(file.size())) {
            throw new UploadException.OtherBytes();
        }
        ImageMetadata image = images.examine(upload.id(), upload.submittedName(), file, rules);
        if (!digest(image.sha256()).equals(upload.reprDigest())) {
            throw new UploadException.OtherBytes();
        }
        return image;
    }

    /** Returns the image that an earlier call has stored. */
    private Images.Stored earlier(Library library, UUID id, UploadException absent) {
        return images.find(library, id)
                .map(image -> new Images.Stored(image, false))
                .orElseThrow(() -> absent);
    }

    private void remove(Library library, UUID id) {
        try {
            uploads.remove(library, id);
        } catch (StorageException e) { // the image is stored or rejected; the rest expires
            LOG.warnf("a direct upload remains until it expires: %s", e.getMessage());
        }
    }

    private DirectUploads requireStore() {
        if (!store.isResolvable()) {
            throw new UploadException.DirectUnavailable();
        }
        return store.get();
    }

    private static String digest(String sha256) {
        return DIGEST_START + Base64.getEncoder().encodeToString(Checksum.bytes(sha256)) + DIGEST_END;
    }
}
