package io.tintype.storage.s3.doctor;

import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.admin.StoreDoctor;
import io.tintype.storage.s3.client.S3Connection;
import io.tintype.storage.s3.client.S3Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Creates the checks of the S3 store, if the configuration selects it. */
@Singleton
class S3DoctorStorage {

    /** Creates the checks. The store, which verifies the settings, was created before. */
    @Produces
    @Singleton
    @Identifier("s3")
    StoreDoctor storeDoctor(S3Settings settings, Instance<S3Connection> connection) {
        return new S3Doctor(connection.get().bucket(settings.bucket()), settings.publicUrl());
    }
}
