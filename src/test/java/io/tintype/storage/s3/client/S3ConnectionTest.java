package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.S3Server;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class S3ConnectionTest {

    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1);
    private final S3Connection connection = new S3Connection(deadlines);
    private S3Client client;

    @BeforeEach
    void connect() {
        client = connection.connect(
                S3Server.shared().client().overrideConfiguration(calls -> calls.apiCallTimeout(Duration.ofHours(1))));
    }

    @AfterEach
    void disconnect() {
        connection.disconnect(client);
    }

    @Test
    void forgetsTheDeadlineOfACallThatHasEnded() {
        client.listBuckets();

        assertThat(deadlines.getLargestPoolSize())
                .as("threads that waited for it")
                .isEqualTo(1);
        assertThat(deadlines.getQueue()).isEmpty();
    }

    @Test
    void endsItsTimerWithTheClient() {
        connection.disconnect(client);

        assertThat(deadlines.isShutdown()).isTrue();
    }
}
