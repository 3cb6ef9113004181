package io.tintype.storage.admin;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the administration of the store that the operator configured. */
@Singleton
class ChosenStoreAdmin {

    /**
     * Returns the administration of the configured store.
     *
     * @param store is injected so that it is created first, because its creation validates the settings of both
     */
    @Produces
    @Singleton
    StoreAdmin storeAdmin(StorageConfig config, ImageStore store, @Any Instance<StoreAdmin> adapters) {
        return adapters.select(Identifier.Literal.of(config.kind())).get();
    }
}
