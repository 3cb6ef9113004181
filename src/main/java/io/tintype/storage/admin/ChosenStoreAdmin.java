package io.tintype.storage.admin;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Selects the administration of the store that the operator chose. */
@Singleton
class ChosenStoreAdmin {

    /** @param store is created first, which validates the settings of both */
    @Produces
    @Singleton
    StoreAdmin storeAdmin(StorageConfig config, ImageStore store, @Any Instance<StoreAdmin> adapters) {
        return adapters.select(Identifier.Literal.of(config.kind())).get();
    }
}
