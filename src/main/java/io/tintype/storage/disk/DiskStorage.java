package io.tintype.storage.disk;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.FolderSetting;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.StoreAdmin;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the disk stores if the operator configured them. */
@Singleton
class DiskStorage {

    @Produces
    @Singleton
    @Identifier("disk")
    ImageStore images(DiskFolder folder) {
        return new DiskImageStore(folder);
    }

    @Produces
    @Singleton
    @Identifier("disk")
    UploadStore uploads(DiskFolder folder) {
        return new DiskUploadStore(folder);
    }

    @Produces
    @Singleton
    static DiskFolder folder(StorageConfig config) {
        FolderSetting.check("TINTYPE_STORAGE_DIRECTORY", config.directory(), "images can be stored");
        return new DiskFolder(config.directory());
    }

    @Produces
    @Singleton
    @Identifier("disk")
    StoreAdmin inventory(StorageConfig config) {
        return new DiskStoreAdmin(config.directory());
    }
}
