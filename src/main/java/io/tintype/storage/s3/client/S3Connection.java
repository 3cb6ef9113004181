package io.tintype.storage.s3.client;

import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The ways to S3: the {@link NettyS3Transport} of the service's own calls, and the SDK's client, which lends them its
 * settings and makes the calls of the commands. That is as Quarkus configures it, but for the timer of its deadlines.
 * Quarkus's keeps a deadline until its time has come, also where the call was answered long before, and with it the
 * call, its thread and its buffers. This one forgets it when the call ends.
 */
@Singleton
class S3Connection {

    private final ScheduledThreadPoolExecutor deadlines;

    S3Connection() {
        this(new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("s3-deadlines").daemon().factory()));
    }

    /** @param deadlines ends with the client */
    S3Connection(ScheduledThreadPoolExecutor deadlines) {
        this.deadlines = deadlines;
        deadlines.setRemoveOnCancelPolicy(true);
    }

    @Produces
    @Singleton
    @Identifier("s3")
    S3Client client(S3ClientBuilder builder, S3Config config) {
        return connect(builder.region(new S3Settings(config).region()));
    }

    S3Client connect(S3ClientBuilder builder) {
        Config config = ConfigProvider.getConfig();
        ProxySettings.check(name -> config.getOptionalValue(name, String.class));
        return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .scheduledExecutorService(deadlines)
                        .build())
                .build();
    }

    @Produces
    @Singleton
    NettyS3Transport line(
            Vertx vertx,
            Config config,
            @ConfigProperty(name = "quarkus.s3.sync-client.connection-timeout") Duration connect,
            @ConfigProperty(name = "quarkus.s3.sync-client.apache.connection-acquisition-timeout") Duration acquire,
            @ConfigProperty(name = "quarkus.s3.sync-client.socket-timeout") Duration silence,
            @ConfigProperty(name = "quarkus.s3.sync-client.apache.connection-max-idle-time") Duration idle,
            @ConfigProperty(name = "quarkus.s3.sync-client.apache.max-connections") int connections) {
        return new NettyS3Transport(
                vertx, new S3Timeouts(connect, acquire, silence, idle, connections), S3Proxy.of(config));
    }

    void disconnect(@Disposes NettyS3Transport line) {
        line.close();
    }

    void disconnect(@Disposes @Identifier("s3") S3Client client) {
        client.close();
        deadlines.shutdown(); // the SDK leaves that to the creator
    }
}
