package io.tintype.storage.s3;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Lets lists ask S3 in the order in which they come, for no more than {@value #KEYS_A_PROCESSOR} keys at once for each
 * processor. S3 writes up to 1.5 kB a key, which is held until a processor reads it: 128 pages of 1,000 keys at once
 * were too much for a heap of 64 MB.
 */
final class ListLimiter {

    private static final int KEYS_A_PROCESSOR = 4000;

    private final Semaphore keys = new Semaphore(mostKeys(), true);
    private final Duration patience;

    /** @param patience how long a list waits for its turn */
    ListLimiter(Duration patience) {
        this.patience = patience;
    }

    /** How many keys all lists may ask for at once. */
    static int mostKeys() {
        return KEYS_A_PROCESSOR * Runtime.getRuntime().availableProcessors();
    }

    /**
     * Lists when its turn has come.
     *
     * @param most how many keys it asks for, {@value #KEYS_A_PROCESSOR} at most
     * @throws SdkClientException if its turn does not come
     */
    <T> T execute(int most, Supplier<T> list) {
        try {
            if (!keys.tryAcquire(most, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw SdkClientException.create("too many lists at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        }
        try {
            return list.get();
        } finally {
            keys.release(most);
        }
    }
}
