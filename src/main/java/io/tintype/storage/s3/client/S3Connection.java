package io.tintype.storage.s3.client;

import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The connection to S3 that all parts of the service use. The SDK's client, as Quarkus configures it, provides the
 * address, region, credentials, retries and time limit of calls. {@link NettyS3Transport} sends the calls.
 */
@Singleton
public class S3Connection {

    private final S3Client client;
    private final NettyS3Transport transport;

    S3Connection(@Identifier("s3") S3Client client, S3Timeouts timeouts, Vertx vertx, Config config) {
        this.client = client;
        this.transport = new NettyS3Transport(vertx, timeouts, ProxySettings.of(config));
    }

    @Produces
    @Singleton
    @Identifier("s3")
    static S3Client client(S3ClientBuilder builder, S3Settings settings) {
        return builder.region(settings.region()).build();
    }

    static void close(@Disposes @Identifier("s3") S3Client client) {
        client.close();
    }

    /** Returns the bucket of this name, without a request. */
    public Bucket bucket(String name) {
        return new Bucket(client, name, transport);
    }

    @PreDestroy
    void close() {
        transport.close();
    }
}
