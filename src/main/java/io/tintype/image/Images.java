package io.tintype.image;

import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.ListPage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * What can be done with the images of a library. Every method may throw {@link
 * io.tintype.storage.StorageException}.
 */
@Singleton
public class Images {

    private final ImageStore store;
    private final UploadLimits limits;
    private final ImageProbe probe = new ImageProbe();

    Images(ImageStore store, UploadLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * Stores the image in a file, durably, under a new id. Nothing is stored when this throws.
     *
     * @throws ImageException.Empty if the file has no bytes
     * @throws ImageException.TooLarge if it has more than {@link UploadLimits#maxBytes()}
     * @throws ImageException.UnsupportedFormat if its bytes are in no accepted format
     * @throws ImageException.Unreadable if its header is damaged or cut off
     * @throws ImageException.TooManyPixels if it declares more than {@link UploadLimits#maxPixels()}
     * @throws IOException if the file cannot be read
     */
    public ImageMetadata upload(Library library, SpooledFile file) throws IOException {
        UUID id = ImageId.next();
        ImageMetadata image = examine(id, ImageId.madeAt(id), file);
        store.store(library, image, file.path());
        return image;
    }

    /**
     * What {@link #upload} would store, under an id and a creation time that the image has already. Stores nothing, and
     * throws as {@link #upload} does.
     */
    ImageMetadata examine(UUID id, Instant createdAt, SpooledFile file) throws IOException {
        long size = checkSize(file.path());
        ImageInfo facts = probe.probe(file.path());
        if (facts.pixels() > limits.maxPixels()) {
            throw new ImageException.TooManyPixels(facts.pixels(), limits.maxPixels());
        }
        return new ImageMetadata(
                id,
                FileName.of(file.submittedName()),
                facts.format().mediaType(),
                size,
                facts.width(),
                facts.height(),
                file.sha256(),
                createdAt);
    }

    /** A page of the library, newest first; see {@link ImageStore#list}. */
    public ListPage list(Library library, ImageCursor cursor, int limit) {
        return store.list(library, cursor, limit);
    }

    /**
     * The facts of an image.
     *
     * @throws ImageException.NotFound if the library has no such image
     */
    public ImageMetadata describe(Library library, UUID id) {
        return store.find(library, id).orElseThrow(() -> new ImageException.NotFound(id));
    }

    /**
     * An image with all its bytes. The caller closes it.
     *
     * @throws ImageException.NotFound if the library has no such image
     */
    public ImageContent open(Library library, UUID id) {
        return store.open(library, id).orElseThrow(() -> new ImageException.NotFound(id));
    }

    /**
     * An image with the bytes of one range. The caller closes it.
     *
     * @param range within the image's size
     * @throws ImageException.NotFound if the library has no such image
     */
    public ImageContent open(Library library, UUID id, ByteRange range) {
        return store.open(library, id, range).orElseThrow(() -> new ImageException.NotFound(id));
    }

    /** Removes an image; succeeds when the library has no such image. */
    public void delete(Library library, UUID id) {
        store.delete(library, id);
    }

    private long checkSize(Path file) throws IOException {
        long size = Files.size(file);
        if (size == 0) {
            throw new ImageException.Empty();
        }
        long limit = limits.maxBytes();
        if (size > limit) {
            throw new ImageException.TooLarge(size, limit);
        }
        return size;
    }
}
