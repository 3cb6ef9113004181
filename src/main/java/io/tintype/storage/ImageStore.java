package io.tintype.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps images, each in one {@link Library}. Calls block; a store is safe for use by many threads at once.
 *
 * <p>Every method throws {@link StorageException} when the store fails: {@code Unavailable} if a retry may help,
 * {@code Refused} if the operator must act.
 */
public interface ImageStore {

    /**
     * Stores an image. It becomes visible whole or not at all: a failed call leaves nothing that {@link #find},
     * {@link #open} or {@link #list} shows, as far as the store can still be reached to clean up. It is durable when
     * the call returns.
     *
     * @param content the file with exactly {@code image.size()} bytes whose SHA-256 is {@code image.sha256()}; it is
     *     only read, and stays the caller's
     * @throws StorageException.AlreadyStored if the library has an image with this id; that one is left as it is
     */
    void store(Library library, ImageMetadata image, Path content);

    /** The facts of an image, or empty if the library has no such image. */
    Optional<ImageMetadata> find(Library library, UUID id);

    /** An image with all its bytes, or empty if the library has no such image. The caller closes it. */
    Optional<ImageContent> open(Library library, UUID id);

    /**
     * An image with the bytes of one range, or empty if the library has no such image. The caller closes it.
     *
     * @param range within the image's size
     */
    Optional<ImageContent> open(Library library, UUID id, ByteRange range);

    /**
     * A page of the library, newest first: by {@link ImageMetadata#createdAt()}, images of the same millisecond by
     * descending id. Its cost grows with the page and not with the library.
     *
     * @param cursor where the page before ended, or {@link ImageCursor#START}
     * @param limit the most images in the page, 1 to 1000
     */
    ListPage list(Library library, ImageCursor cursor, int limit);

    /**
     * Returns a rendition that was kept for an image, or empty if it does not exist. The caller closes it.
     *
     * <p>A deleted image has none, but a {@link #delete} that failed half way may have left some: until it is repeated
     * they are still found.
     */
    Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name);

    /**
     * Keeps a rendition with its image, in place of one that has this name. It becomes visible whole or not at all, and
     * goes away with its image: a {@link #delete} at the same time leaves nothing of it behind.
     *
     * @param content the file with the rendition; it is only read, and stays the caller's
     * @param sha256 of its bytes, 64 lowercase hexadecimal digits
     * @return false if nothing was kept, for the library has no such image (any more)
     */
    boolean putRendition(Library library, ImageMetadata image, RenditionName name, Path content, String sha256);

    /** Removes an image for good, and its renditions. Succeeds when the library has no such image. */
    void delete(Library library, UUID id);

    /** Returns if the store can serve requests now, and throws otherwise. Changes no image. */
    void check();
}
