package io.tintype.storage.admin;

import io.tintype.storage.Library;
import java.util.List;

/**
 * Checks whether a store has the properties that the service relies on. The checks use the same adapters as the service,
 * write only to libraries that no owner can have, and never touch the images of others.
 */
public interface StoreDoctor extends AutoCloseable {

    /** Returns the name and the address of the store. */
    String store();

    /** Returns the library to which most checks write. At the end of the checks, it has images of theirs. */
    Library library();

    /**
     * Returns the checks, in the order in which they must run.
     *
     * @param entries the number of catalog entries to list
     */
    List<StoreCheck> checks(int entries);

    /** Makes a check that takes long fail soon. No other check may follow. */
    void stop();

    /**
     * Removes everything that the checks have written.
     *
     * @throws io.tintype.storage.StorageException if something remains
     */
    @Override
    void close();
}
