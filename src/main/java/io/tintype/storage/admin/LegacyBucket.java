package io.tintype.storage.admin;

import io.tintype.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bucket as the old service wrote it, which is only read: each image is an object at the root whose key is a UUID,
 * and whose metadata {@code name} is {@code <milliseconds>-<file name>}. Every method, and every step of a stream,
 * throws {@link StorageException} when the store fails.
 */
public interface LegacyBucket {

    /** The objects at the root of the bucket, in order of key. The caller closes the stream. */
    Stream<OldObject> list();

    /** An object opened for reading, or empty if it is gone. The caller closes it. */
    Optional<OldContent> open(String key);

    /**
     * An object, whatever it is.
     *
     * @param size bytes
     */
    record OldObject(String key, long size, Instant lastModified) {}

    /**
     * An object's bytes, and the name as it is in its metadata, decoded; empty where it has none.
     */
    record OldContent(String name, InputStream bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** Opens old buckets. */
    interface Source {

        /**
         * A bucket of the S3 store that the settings name.
         *
         * @param bucket its name, or blank for {@code BUCKET_NAME}
         * @throws io.quarkus.runtime.configuration.ConfigurationException if a setting is missing
         */
        LegacyBucket in(String bucket);
    }
}
