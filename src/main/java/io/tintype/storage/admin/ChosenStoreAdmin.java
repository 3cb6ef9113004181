package io.tintype.storage.admin;

import io.quarkus.runtime.configuration.ConfigurationException;
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

    /**
     * Returns the checks of the configured store.
     *
     * @param store as for {@link #storeAdmin}
     */
    @Produces
    @Singleton
    StoreDoctor storeDoctor(StorageConfig config, ImageStore store, @Any Instance<StoreDoctor> adapters) {
        Instance<StoreDoctor> chosen = adapters.select(Identifier.Literal.of(config.kind()));
        if (!chosen.isResolvable()) {
            throw new ConfigurationException("TINTYPE_STORAGE is disk, and tintype doctor checks S3 stores. The service"
                    + " checks the folder of the disk store itself, at startup and for its readiness.");
        }
        return chosen.get();
    }
}
