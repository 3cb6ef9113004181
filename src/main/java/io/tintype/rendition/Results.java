package io.tintype.rendition;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Results that other threads compute. */
final class Results {

    private Results() {}

    /**
     * Waits for the result of another thread.
     *
     * @throws RenditionException.Busy if this thread is interrupted or the other one ended with an {@link Error}
     * @throws TimeoutException if there is no result in time
     */
    static <T> T await(CompletableFuture<T> result, Duration most) throws TimeoutException {
        try {
            return result.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RenditionException.Busy();
        } catch (CancellationException _) {
            throw new RenditionException.Busy();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
