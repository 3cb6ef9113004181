package io.tintype.storage.admin;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a store keeps, piece by piece: for a check that what belongs together is together, and for mending it. Not for
 * requests, which ask {@link ImageStore}.
 *
 * <p>Safe for use by many threads at once, and beside a service that works on the same store: it shows what is there
 * when it looks. Streams are lazy, hold a bounded part of the store in memory, and are closed by the caller. Every
 * method, and every step of a stream, throws {@link StorageException} when the store fails.
 */
public interface StoreAdmin {

    /** Libraries of which the store has anything, each once. */
    Stream<Library> libraries();

    /**
     * The ids under which a library holds bytes, in groups. Every id there could be is covered by exactly one group,
     * so that there is one also where the library has no image.
     *
     * @param maxIds in a group, as far as the store can keep to it
     */
    Stream<ImageIdRange> images(Library library, int maxIds);

    /** The catalog entries of a library. */
    Stream<CatalogEntry> entries(Library library);

    /** What is held under an id, or empty if that is nothing at all. */
    Optional<StoredObject> head(Library library, UUID id);

    /** The name of the catalog entry that belongs to an image. It depends on every fact that the catalog shows. */
    String entryOf(Library library, ImageMetadata image);

    /** Whether the library has the catalog entry of this name. */
    boolean hasEntry(Library library, String name);

    /** Writes the catalog entry that belongs to an image; nothing happens where it is there already. */
    void putEntry(Library library, ImageMetadata image);

    /** Removes a catalog entry, which has no bytes of an image; does nothing if it does not exist. */
    void removeEntry(Library library, String name);

    /** What is in a library's places and belongs to no image. */
    Stream<Orphan> orphans(Library library);

    /** What is in our places and belongs to no library. */
    Stream<Orphan> orphans();

    /**
     * What writes that never ended have left.
     *
     * @throws StorageException.Refused if that cannot be asked, because of a permission that the service does not need
     */
    Stream<Orphan> incompleteUploads();

    /** Removes a stray, with all its bytes; does nothing if it does not exist. */
    void remove(Orphan stray);
}
