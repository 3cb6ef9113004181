package io.tintype.storage.s3.admin;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.admin.LegacyBucket;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.s3.client.S3Config;
import io.tintype.storage.s3.client.S3Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.s3.S3Client;

/** Creates the administration of the S3 store, where it is chosen, and opens old buckets. */
@Singleton
class S3AdminStorage {

    /** Of the same bucket, whose settings the store's maker has looked at. */
    @Produces
    @Singleton
    @Identifier("s3")
    StoreAdmin inventory(S3Config config, @Identifier("s3") Instance<S3Client> client) {
        return new S3StoreAdmin(client.get(), new S3Settings(config).bucket());
    }

    @Produces
    @Singleton
    LegacyBucket.Source oldImages(S3Config config, @Identifier("s3") Instance<S3Client> client) {
        return bucket -> {
            S3Settings settings = new S3Settings(config);
            settings.check();
            String name = bucket.isBlank() ? settings.bucket() : settings.checkBucket("--from-bucket", bucket);
            return new S3LegacyBucket(client.get(), name);
        };
    }
}
