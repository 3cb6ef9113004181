package io.tintype.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores images, each in one {@link Library}. Calls block; a store is safe for use by many threads at once.
 *
 * <p>Every method throws {@link StorageException} when the store fails: {@code Unavailable} if a retry may help,
 * {@code Refused} if the operator must act.
 */
public interface ImageStore {

    /**
     * Stores an image. It becomes visible whole or not at all: after a failed call, {@link #find}, {@link #open} and
     * {@link #list} show nothing of it, unless the store became unreachable before the clean-up. The image is durable
     * when the call returns.
     *
     * @param content the file with exactly {@code image.size()} bytes whose SHA-256 is {@code image.sha256()}; the
     *     store only reads it, and the caller still owns it
     * @throws StorageException.AlreadyStored if the library already has an image with this id, which remains unchanged
     */
    void store(Library library, ImageMetadata image, Path content);

    /**
     * Stores an image under an id that the caller has chosen, unless the library already has an image with this id.
     * Returns the library's image: {@code image} itself, the same object, if this call stored it. The image is durable
     * and listed when the call returns.
     *
     * <p>A failed call may leave the image stored but not listed; the same call again completes it. It never removes an
     * image, because a concurrent call may have returned it.
     *
     * @param content as for {@link #store}
     */
    ImageMetadata storeOnce(Library library, ImageMetadata image, Path content);

    /** Returns the metadata of an image, or empty if the library has no such image. */
    Optional<ImageMetadata> find(Library library, UUID id);

    /**
     * Opens an image with all its bytes. Returns empty if the library has no such image. The caller closes the result.
     */
    Optional<ImageContent> open(Library library, UUID id);

    /**
     * Opens an image with the bytes of one range. Returns empty if the library has no such image. The caller closes the
     * result.
     *
     * @param range within the image's size
     */
    Optional<ImageContent> open(Library library, UUID id, ByteRange range);

    /**
     * Returns a page of the library, newest image first: sorted by descending {@link ImageMetadata#createdAt()}, and
     * images of the same millisecond by descending id. The cost grows with the size of the page and not of the library.
     *
     * @param cursor the position at which the previous page ended, or {@link ImageCursor#START}
     * @param limit the maximum number of images in the page, 1 to 1000
     */
    ListPage list(Library library, ImageCursor cursor, int limit);

    /**
     * Opens a stored rendition of an image. Returns empty if it does not exist. The caller closes the result.
     *
     * <p>A deleted image has no renditions. However, a {@link #delete} that failed halfway may leave some, and this
     * method still finds them until the delete is repeated.
     */
    Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name);

    /**
     * Stores a rendition with its image, and replaces a rendition of the same name. It becomes visible whole or not at
     * all, and is removed with its image: a concurrent {@link #delete} leaves no part of it.
     *
     * @param content the file with the rendition; the store only reads it, and the caller still owns it
     * @param sha256 of the bytes, as 64 lowercase hexadecimal digits
     * @return false if nothing was stored because the library does not have this image, or no longer has it
     */
    boolean putRendition(Library library, ImageMetadata image, RenditionName name, Path content, String sha256);

    /** Returns how many renditions of an image are stored, at most 1000. */
    int countRenditions(Library library, UUID id);

    /** Returns the generation of the library's links: 0, and one more after each {@link #nextLinkGeneration}. */
    int linkGeneration(Library library);

    /**
     * Begins a new generation of the library's links durably, and returns it. Concurrent calls may begin the same one. A
     * generation never ends and begins again.
     */
    int nextLinkGeneration(Library library);

    /** Removes an image and its renditions permanently. Succeeds if the library has no such image. */
    void delete(Library library, UUID id);

    /** Checks that the store can serve requests now, and throws if it cannot. Changes no image. */
    void check();
}
