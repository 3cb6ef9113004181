package io.tintype.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Produces the stores that the operator configured: the adapters with that {@link Identifier}, which record their
 * operations.
 */
@Singleton
class ChosenStore {

    @Startup // an error in the store's settings stops startup instead of failing the first request
    @Produces
    @Singleton
    ImageStore imageStore(StorageConfig config, @Any Instance<ImageStore> adapters, MeterRegistry registry) {
        return new MeteredImageStore(chosen(config, adapters), new StoreTimer(registry));
    }

    @Produces
    @Singleton
    UploadStore uploadStore(StorageConfig config, @Any Instance<UploadStore> adapters, MeterRegistry registry) {
        return new MeteredUploadStore(chosen(config, adapters), new StoreTimer(registry));
    }

    private static <T> T chosen(StorageConfig config, Instance<T> adapters) {
        Instance<T> chosen = adapters.select(Identifier.Literal.of(config.kind()));
        if (!chosen.isResolvable()) {
            throw new ConfigurationException(
                    "TINTYPE_STORAGE is '%s'. Set it to s3 or to disk.".formatted(config.kind()));
        }
        return chosen.get();
    }
}
