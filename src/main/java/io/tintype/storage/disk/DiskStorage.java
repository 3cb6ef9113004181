package io.tintype.storage.disk;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.FolderSetting;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import io.tintype.storage.admin.StoreAdmin;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the disk store if the operator configured it. */
@Singleton
class DiskStorage {

    @Produces
    @Singleton
    @Identifier("disk")
    ImageStore disk(StorageConfig config) {
        FolderSetting.check("TINTYPE_STORAGE_DIRECTORY", config.directory(), "images can be stored");
        return new DiskImageStore(config.directory());
    }

    @Produces
    @Singleton
    @Identifier("disk")
    StoreAdmin inventory(StorageConfig config) {
        return new DiskStoreAdmin(config.directory());
    }
}
