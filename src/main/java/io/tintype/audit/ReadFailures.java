package io.tintype.audit;

import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.StoreAdmin;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Distinguishes an object that cannot be read from a store that fails. Safe for use by many threads at once. */
final class ReadFailures {

    /** The audit ends after this many failures without a success between them, because it would report every image. */
    private static final int MAX_IN_A_ROW = 100;

    private final StoreAdmin admin;
    private final AtomicInteger inARow = new AtomicInteger();

    ReadFailures(StoreAdmin admin) {
        this.admin = admin;
    }

    /** Restarts the count after a successful read. */
    void reset() {
        inARow.set(0);
    }

    /**
     * Returns the reason for which one object cannot be read, as a text for people.
     *
     * @throws StorageException if the store does not respond to a list request either, or after 100 failures without a
     *     success
     */
    String reasonOf(StorageException failure) {
        if (inARow.incrementAndGet() >= MAX_IN_A_ROW) {
            throw failure;
        }
        try (Stream<Library> libraries = admin.libraries()) {
            libraries.findFirst();
        }
        return failure instanceof StorageException.Altered
                ? "the store returned another number of bytes than it listed"
                : failure.getMessage();
    }
}
