package io.tintype.storage.s3;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageConfig;
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

/** Makes the S3 store, where it is chosen, after a look at its settings. */
@Singleton
// Native: the SDK looks for it by name where a profile has a role_arn. (It registers that of web identities itself.)
@RegisterForReflection(classNames = "software.amazon.awssdk.services.sts.internal.StsProfileCredentialsProviderFactory")
class S3Storage {

    private static final Logger LOG = Logger.getLogger(S3Storage.class);

    /** A check at start, which takes longer where the store does not respond. */
    private static final Duration CHECK_WITHIN = Duration.ofSeconds(5);

    @Produces
    @Singleton
    @Identifier("s3")
    ImageStore s3(
            S3Settings settings,
            StorageConfig storage,
            Instance<S3Connection> connection,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean isService) {
        settings.check();
        Bucket bucket = connection.get().bucket(settings.bucket());
        ConditionalWrites writes = new ConditionalWrites(bucket.withTimeout(CHECK_WITHIN), acceptsUnsafe(storage));
        if (isService) { // a command checks when it writes, and may only read
            check(writes);
        }
        return new S3ImageStore(bucket, writes::require);
    }

    /** A store that is away does not stop the start: readiness tells, and checks again. */
    private static void check(ConditionalWrites writes) {
        try {
            if (!writes.isUsable()) {
                throw new ConfigurationException(ConditionalWrites.UNSUPPORTED);
            }
        } catch (SdkException e) {
            LOG.warnf("whether the store supports conditional writes is not known yet: %s", S3Reasons.of(e));
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
