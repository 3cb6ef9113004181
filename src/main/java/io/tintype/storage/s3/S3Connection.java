package io.tintype.storage.s3;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The SDK's client as Quarkus configures it, but for the timer of its deadlines. Quarkus's keeps a deadline until its
 * time has come, also where the call was answered long before, and with it the call, its thread and its buffers: at
 * 1,700 calls a second that is 40 MB of heap. This one forgets it when the call ends.
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
    S3Client connect(S3ClientBuilder builder) {
        return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .scheduledExecutorService(deadlines)
                        .build())
                .build();
    }

    void disconnect(@Disposes @Identifier("s3") S3Client client) {
        client.close();
        deadlines.shutdown(); // the SDK leaves it to whoever made it
    }
}
