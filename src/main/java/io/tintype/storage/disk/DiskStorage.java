package io.tintype.storage.disk;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the disk store, where it is chosen. */
@Singleton
class DiskStorage {

    @Produces
    @Singleton
    @Identifier("disk")
    ImageStore disk(StorageConfig config) {
        return new DiskImageStore(config.directory());
    }
}
