package io.tintype.security;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;

/**
 * Fetches an issuer's keys in bounded time for any number of waiting requests. jose4j sends its requests one after the
 * other, and any token can cause one, even a forged one. Therefore the timeout covers the whole response, and a failure
 * is reported to all requests of the next seconds.
 */
final class RateLimitedJwksRetriever implements SimpleGet {

    private final SimpleGet get;
    private final Duration timeout;
    private final Duration pause;
    private volatile Failure last;

    private record Failure(IOException cause, long nanoTime) {}

    /**
     * @param get sends one request
     * @param timeout of a whole request
     * @param pause after a failed request, during which later requests fail with its cause
     */
    RateLimitedJwksRetriever(SimpleGet get, Duration timeout, Duration pause) {
        this.get = get;
        this.timeout = timeout;
        this.pause = pause;
    }

    @Override
    public SimpleResponse get(String location) throws IOException {
        Failure failure = last;
        if (failure != null && System.nanoTime() - failure.nanoTime() < pause.toNanos()) {
            throw new IOException("the last request failed a moment ago", failure.cause());
        }
        try {
            return inTime(location);
        } catch (IOException e) {
            last = new Failure(e, System.nanoTime());
            throw e;
        }
    }

    /** Uses a virtual thread, whose interruption closes the socket that it reads from. */
    private SimpleResponse inTime(String location) throws IOException {
        FutureTask<SimpleResponse> response = new FutureTask<>(() -> get.get(location));
        Thread.ofVirtual().start(response);
        try {
            return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the JWK set cannot be fetched", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the JWK set did not arrive within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            response.cancel(true);
        }
    }
}
