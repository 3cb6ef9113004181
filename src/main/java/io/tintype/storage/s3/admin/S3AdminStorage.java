package io.tintype.storage.s3.admin;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.admin.LegacyBucket;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.s3.client.S3Connection;
import io.tintype.storage.s3.client.S3Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Creates the administration of the S3 store, if the configuration selects it, and opens legacy buckets. */
@Singleton
class S3AdminStorage {

    /** Creates the administration. The store, which verifies the settings, was created before. */
    @Produces
    @Singleton
    @Identifier("s3")
    StoreAdmin storeAdmin(S3Settings settings, Instance<S3Connection> connection) {
        return new S3StoreAdmin(connection.get().bucket(settings.bucket()));
    }

    @Produces
    @Singleton
    LegacyBucket.Source legacyBuckets(S3Settings settings, Instance<S3Connection> connection) {
        return bucket -> {
            settings.check();
            String name = bucket.isBlank() ? settings.bucket() : settings.checkBucket("--from-bucket", bucket);
            return new S3LegacyBucket(connection.get().bucket(name));
        };
    }
}
