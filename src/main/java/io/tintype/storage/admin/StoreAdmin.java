package io.tintype.storage.admin;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Lists the contents of a store object by object, so that the audit can check their consistency and repair them.
 * Requests use {@link ImageStore} instead.
 *
 * <p>Safe for use by many threads at once, and while a service uses the same store: each method shows the contents at
 * the time at which it reads them. Streams are lazy, keep a bounded part of the store in memory, and are closed by the
 * caller. Every method, and every step of a stream, throws {@link StorageException} when the store fails.
 */
public interface StoreAdmin {

    /** Returns each library that has at least one object in the store, once. */
    Stream<Library> libraries();

    /**
     * Returns the ids under which a library stores objects, in ranges. Exactly one range covers each possible id, so
     * there is at least one range even if the library has no image.
     *
     * @param maxIds the maximum number of ids in a range, which the store may exceed if it cannot divide a range
     *     further
     */
    Stream<ImageIdRange> images(Library library, int maxIds);

    /** Returns the catalog entries of a library. */
    Stream<CatalogEntry> entries(Library library);

    /** Returns the object under an id, or empty if nothing is stored there. */
    Optional<StoredObject> head(Library library, UUID id);

    /**
     * Returns the name of the catalog entry that belongs to an image. The name depends on all metadata that the catalog
     * shows.
     */
    String entryOf(Library library, ImageMetadata image);

    /** Returns whether the library has a catalog entry with this name. */
    boolean hasEntry(Library library, String name);

    /** Writes the catalog entry that belongs to an image. Does nothing if the entry exists. */
    void putEntry(Library library, ImageMetadata image);

    /** Removes a catalog entry, which contains no bytes of an image. Does nothing if it does not exist. */
    void removeEntry(Library library, String name);

    /**
     * Returns the resumable uploads of a library: those in progress, those that have expired, and what incomplete
     * removals left.
     */
    Stream<StoredUpload> uploads(Library library);

    /** Returns the objects in a library's part of the store that belong to no image and to no upload. */
    Stream<Orphan> orphans(Library library);

    /** Returns the objects in the service's part of the store that belong to no library. */
    Stream<Orphan> orphans();

    /**
     * Returns the remains of writes that never completed.
     *
     * @throws StorageException.Refused if the store denies the list, which needs a permission that the service does not
     *     need
     */
    Stream<Orphan> incompleteUploads();

    /** Removes an orphan with all its bytes. Does nothing if it does not exist. */
    void remove(Orphan orphan);
}
