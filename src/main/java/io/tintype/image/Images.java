package io.tintype.image;

import io.tintype.storage.ByteRange;
import io.tintype.storage.DirectFile;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.ListPage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * The operations on the images of a library. Every method may throw {@link io.tintype.storage.StorageException}.
 */
@Singleton
public class Images {

    private final ImageStore store;
    private final UploadLimits limits;
    private final Quotas quotas;
    private final ImageProbe probe = new ImageProbe();

    public Images(ImageStore store, UploadLimits limits, Quotas quotas) {
        this.store = store;
        this.limits = limits;
        this.quotas = quotas;
    }

    /**
     * A stored image.
     *
     * @param isNew whether this call stored it, and not one before
     */
    public record Stored(ImageMetadata image, boolean isNew) {}

    /**
     * Stores the image in a file, durably, under a new id. Stores nothing if it throws.
     *
     * @throws ImageException.Empty if the file has no bytes
     * @throws ImageException.TooLarge if it has more than {@link UploadLimits#maxBytes()}
     * @throws ImageException.UnsupportedFormat if its format is not accepted
     * @throws ImageException.Unreadable if its header is damaged or truncated
     * @throws ImageException.TooManyPixels if it declares more than {@link UploadLimits#maxPixels()}
     * @throws ImageException.TypeNotAllowed if the rules do not allow its media type
     * @throws ImageException.QuotaExceeded if the library may not hold it
     * @throws IOException if the file cannot be read
     */
    public Stored upload(Library library, SpooledFile file, UploadRules rules) throws IOException {
        UUID id = ImageId.next();
        ImageMetadata image = examine(id, ImageId.madeAt(id), file, rules);
        try (Quotas.Reservation room = quotas.reserve(library, image, rules.quota())) {
            store.store(library, image, file.path());
            room.keep();
        }
        return new Stored(image, true);
    }

    /**
     * Stores the image in a file, durably, under an id that the caller has chosen. If the library already has the same
     * bytes under this id, changes nothing, so that a request can be repeated. Throws like {@link #upload}.
     *
     * @throws ImageException.Exists if the library has other bytes under this id
     */
    public Stored put(Library library, UUID id, SpooledFile file, UploadRules rules) throws IOException {
        ImageMetadata image = examine(id, Instant.now().truncatedTo(ChronoUnit.MILLIS), file, rules);
        ImageMetadata stored = storeOnce(library, image, file, rules);
        if (!stored.sha256().equals(image.sha256())) {
            throw new ImageException.Exists(id);
        }
        return new Stored(stored, stored == image);
    }

    private ImageMetadata storeOnce(Library library, ImageMetadata image, SpooledFile file, UploadRules rules) {
        try (Quotas.Reservation room = quotas.reserve(library, image, rules.quota())) {
            ImageMetadata stored = store.storeOnce(library, image, file.path());
            if (stored == image) {
                room.keep();
            }
            return stored;
        } catch (ImageException.QuotaExceeded e) {
            return find(library, image.id()).orElseThrow(() -> e); // repeating an upload needs no room
        }
    }

    /**
     * Stores an image by another way than {@link #put}, within the library's quota.
     *
     * @param way returns whether it has stored the image
     * @return what it returns
     * @throws ImageException.QuotaExceeded if the library may not hold the image
     */
    public boolean store(Library library, ImageMetadata image, UploadRules rules, BooleanSupplier way) {
        try (Quotas.Reservation room = quotas.reserve(library, image, rules.quota())) {
            boolean isStored = way.getAsBoolean();
            if (isStored) {
                room.keep();
            }
            return isStored;
        }
    }

    /**
     * Checks that the library may hold an image of this size, before its bytes arrive. A library that has the image may.
     *
     * @throws ImageException.QuotaExceeded if it may not
     */
    public void requireRoom(Library library, Optional<UUID> id, long size, UploadRules rules) {
        try {
            quotas.check(library, size, rules.quota());
        } catch (ImageException.QuotaExceeded e) {
            if (id.flatMap(existing -> find(library, existing)).isEmpty()) {
                throw e;
            }
        }
    }

    /**
     * Returns the metadata that {@link #upload} would store, for an existing id and creation time. Stores nothing, and
     * throws like {@link #upload}.
     */
    ImageMetadata examine(UUID id, Instant createdAt, SpooledFile file, UploadRules rules) throws IOException {
        long size = checkSize(Files.size(file.path()), rules);
        ImageInfo info = probe.probe(file.path());
        return image(id, createdAt, file.submittedName(), size, file.sha256(), info, rules);
    }

    /**
     * Returns the metadata of an image that a client has sent to the store, under an id that {@link ImageId#next} has
     * made. Reads only what its dimensions need, and the rest only if the store has no checksum. Throws like
     * {@link #upload}.
     */
    public ImageMetadata examine(UUID id, String submittedName, DirectFile file, UploadRules rules) throws IOException {
        long size = checkSize(file.size(), rules);
        ImageInfo info = probe.probe(file.channel());
        return image(id, ImageId.madeAt(id), submittedName, size, file.sha256(), info, rules);
    }

    private ImageMetadata image(
            UUID id,
            Instant createdAt,
            String submittedName,
            long size,
            String sha256,
            ImageInfo info,
            UploadRules rules) {
        String type = info.format().mediaType();
        if (!rules.mediaTypes().isEmpty() && !rules.mediaTypes().contains(type)) {
            throw new ImageException.TypeNotAllowed(type, rules.mediaTypes());
        }
        if (info.pixels() > limits.maxPixels()) {
            throw new ImageException.TooManyPixels(info.pixels(), limits.maxPixels());
        }
        return new ImageMetadata(
                id, FileName.of(submittedName), type, size, info.width(), info.height(), sha256, createdAt);
    }

    /** Returns a page of the library, newest first; see {@link ImageStore#list}. */
    public ListPage list(Library library, ImageCursor cursor, int limit) {
        return store.list(library, cursor, limit);
    }

    /** Returns the metadata of an image, or empty if the library has no such image. */
    public Optional<ImageMetadata> find(Library library, UUID id) {
        return store.find(library, id);
    }

    /**
     * Returns the metadata of an image.
     *
     * @throws ImageException.NotFound if the library has no such image
     */
    public ImageMetadata describe(Library library, UUID id) {
        return find(library, id).orElseThrow(() -> new ImageException.NotFound(id));
    }

    /**
     * Returns an image with all its bytes. The caller closes it.
     *
     * @throws ImageException.NotFound if the library has no such image
     */
    public ImageContent open(Library library, UUID id) {
        return store.open(library, id).orElseThrow(() -> new ImageException.NotFound(id));
    }

    /**
     * Returns an image with the bytes of one range. The caller closes it.
     *
     * @param range within the image's size
     * @throws ImageException.NotFound if the library has no such image
     */
    public ImageContent open(Library library, UUID id, ByteRange range) {
        return store.open(library, id, range).orElseThrow(() -> new ImageException.NotFound(id));
    }

    /** Removes an image. Also succeeds if the library has no such image. */
    public void delete(Library library, UUID id) {
        quotas.delete(library, id);
    }

    /**
     * Returns the size if an image may have it.
     *
     * @throws ImageException.Empty if it is 0
     * @throws ImageException.TooLarge if it is more than {@link UploadLimits#maxBytes()}, or than the rules allow
     */
    public long checkSize(long size, UploadRules rules) {
        long limit = Math.min(limits.maxBytes(), rules.maxBytes());
        if (size == 0) {
            throw new ImageException.Empty();
        }
        if (size > limit) {
            throw new ImageException.TooLarge(size, limit);
        }
        return size;
    }
}
