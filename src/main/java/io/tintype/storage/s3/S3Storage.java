package io.tintype.storage.s3;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.tintype.storage.ImageStore;
import io.tintype.storage.OldImages;
import io.tintype.storage.StoreInventory;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the S3 store, where it is chosen, after a look at its settings. */
@Singleton
class S3Storage {

    @Produces
    @Singleton
    @Identifier("s3")
    ImageStore s3(S3Config config, @Identifier("s3") Instance<S3Client> client, Instance<NettyLine> line) {
        checkWay(config);
        return new S3ImageStore(new Bucket(client.get(), bucket(config), line.get()));
    }

    /** Of the same bucket, whose settings the store's maker has looked at. */
    @Produces
    @Singleton
    @Identifier("s3")
    StoreInventory inventory(S3Config config, @Identifier("s3") Instance<S3Client> client) {
        return new S3Inventory(client.get(), bucket(config));
    }

    @Produces
    @Singleton
    OldImages.Source oldImages(S3Config config, @Identifier("s3") Instance<S3Client> client) {
        return bucket -> {
            checkWay(config);
            return new S3OldImages(client.get(), bucket.isBlank() ? bucket(config) : bucket);
        };
    }

    private static void checkWay(S3Config config) {
        if (config.accessKeyId().isPresent() != config.secretAccessKey().isPresent()) {
            throw new ConfigurationException(
                    "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set. Set both, or neither to use the role of the machine or pod.");
        }
        if (config.region().isEmpty() && config.endpoint().isEmpty()) {
            throw new ConfigurationException(
                    "AWS_REGION is not set. Set it to the region of the bucket, for example eu-central-1.");
        }
        config.endpoint().filter(url -> !isUrl(url)).ifPresent(text -> {
            throw new ConfigurationException(
                    "AWS_ENDPOINT_URL_S3 is '%s'. Set it to the http or https URL of the store, for example http://localhost:8333."
                            .formatted(text));
        });
    }

    private static String bucket(S3Config config) {
        return config.bucket()
                .orElseThrow(
                        () -> new ConfigurationException(
                                "BUCKET_NAME is not set. Set it to the bucket that keeps the images, or set TINTYPE_STORAGE=disk to keep them in a folder."));
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
