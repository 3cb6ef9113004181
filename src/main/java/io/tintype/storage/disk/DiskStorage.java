package io.tintype.storage.disk;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import io.tintype.storage.StoreInventory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the disk store, where it is chosen. */
@Singleton
class DiskStorage {

    @Produces
    @Singleton
    @Identifier("disk")
    ImageStore disk(StorageConfig config) {
        if (!DiskImageStore.canBeIn(config.directory())) {
            throw new ConfigurationException(
                    "TINTYPE_STORAGE_DIRECTORY is '%s', where no images can be kept. Set it to a folder that this process may write, or that it may make."
                            .formatted(config.directory()));
        }
        return new DiskImageStore(config.directory());
    }

    @Produces
    @Singleton
    @Identifier("disk")
    StoreInventory inventory(StorageConfig config) {
        return new DiskInventory(config.directory());
    }
}
