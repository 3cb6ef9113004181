package io.tintype.storage.admin;

import io.tintype.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bucket in the format of the old service, which this service only reads: each image is an object at the root whose
 * key is a UUID, and whose metadata {@code name} is {@code <milliseconds>-<file name>}. Every method, and every step of
 * a stream, throws {@link StorageException} when the store fails.
 */
public interface LegacyBucket {

    /** Returns the objects at the root of the bucket, sorted by key. The caller closes the stream. */
    Stream<OldObject> list();

    /** Opens an object for reading. Returns empty if it no longer exists. The caller closes the result. */
    Optional<OldContent> open(String key);

    /**
     * An object of any kind.
     *
     * @param size in bytes
     */
    record OldObject(String key, long size, Instant lastModified) {}

    /** The bytes of an object, and the decoded name from its metadata. The name is empty if the metadata has none. */
    record OldContent(String name, InputStream bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** Opens legacy buckets. */
    interface Source {

        /**
         * Returns a bucket of the S3 store that the settings specify.
         *
         * @param bucket the name of the bucket; if blank, {@code BUCKET_NAME} applies
         * @throws io.quarkus.runtime.configuration.ConfigurationException if a setting is missing
         */
        LegacyBucket in(String bucket);
    }
}
