package io.tintype.storage.s3;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.DirectDownloads;
import io.tintype.storage.DirectUploads;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
import io.tintype.storage.UploadStore;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Connection;
import io.tintype.storage.s3.client.S3Reasons;
import io.tintype.storage.s3.client.S3Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/** Creates the S3 stores, if the configuration selects them, after a check of their settings. */
@Singleton
// Native: the SDK loads this class by name if a profile has a role_arn. (The SDK registers the class for web
// identities itself.)
@RegisterForReflection(classNames = "software.amazon.awssdk.services.sts.internal.StsProfileCredentialsProviderFactory")
class S3Storage {

    private static final Logger LOG = Logger.getLogger(S3Storage.class);

    /** Limits the check at startup, which would take longer if the store does not respond. */
    private static final Duration CHECK_WITHIN = Duration.ofSeconds(5);

    @Produces
    @Singleton
    @Identifier("s3")
    ImageStore images(S3Settings settings, Instance<S3Connection> connection, Instance<ConditionalWrites> writes) {
        settings.check();
        return new S3ImageStore(bucket(settings, connection), writes.get()::require);
    }

    @Produces
    @Singleton
    @Identifier("s3")
    UploadStore uploads(S3Settings settings, Instance<S3Connection> connection, Instance<ConditionalWrites> writes) {
        return new S3UploadStore(bucket(settings, connection), writes.get()::require);
    }

    @Produces
    @Singleton
    ConditionalWrites conditionalWrites(
            S3Settings settings,
            StorageConfig storage,
            Instance<S3Connection> connection,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean isService) {
        Bucket bucket = bucket(settings, connection).withTimeout(CHECK_WITHIN);
        ConditionalWrites writes = new ConditionalWrites(bucket, acceptsUnsafe(storage));
        if (isService) { // a command checks when it writes, and some commands only read
            check(writes);
        }
        return writes;
    }

    @Produces
    @Singleton
    @Identifier("s3")
    DirectDownloads downloads(S3Settings settings, Instance<S3Connection> connection) {
        return new S3DirectDownloads(bucket(settings, connection), settings.publicUrl());
    }

    @Produces
    @Singleton
    @Identifier("s3")
    DirectUploads directUploads(S3Settings settings, Instance<S3Connection> connection) {
        return new S3DirectUploads(bucket(settings, connection), settings.publicUrl());
    }

    private static Bucket bucket(S3Settings settings, Instance<S3Connection> connection) {
        return connection.get().bucket(settings.bucket());
    }

    /**
     * Checks the store at startup. An unavailable store does not stop startup: readiness reports it, and repeats the
     * check.
     */
    private static void check(ConditionalWrites writes) {
        try {
            if (!writes.isUsable()) {
                throw new ConfigurationException(ConditionalWrites.UNSUPPORTED);
            }
        } catch (SdkException e) {
            LOG.warnf("support of the store for conditional writes is still unknown: %s", S3Reasons.of(e));
        }
    }

    private static boolean acceptsUnsafe(StorageConfig config) {
        config.unsafeStore().filter(value -> !value.equals("accept")).ifPresent(value -> {
            throw new ConfigurationException(
                    "TINTYPE_UNSAFE_STORE is '%s'. Set it to accept, or unset it.".formatted(value));
        });
        return config.unsafeStore().isPresent();
    }
}
