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
 * Fetches an issuer's keys in bounded time, however many wait for them: jose4j lets one ask after the other, and any
 * token, forged ones too, makes it ask. So the whole answer has to be there in time, for one that comes a byte at a
 * time is never late otherwise, and after a failure there is no request for a moment.
 */
final class RateLimitedJwksRetriever implements SimpleGet {

    private final SimpleGet get;
    private final Duration longest;
    private final Duration pause;
    private volatile Failure last;

    private record Failure(IOException cause, long nanoTime) {}

    /**
     * @param get does one request
     * @param longest that a request may take as a whole
     * @param pause after a failed request, in which its failure answers for the next ones
     */
    RateLimitedJwksRetriever(SimpleGet get, Duration longest, Duration pause) {
        this.get = get;
        this.longest = longest;
        this.pause = pause;
    }

    @Override
    public SimpleResponse get(String location) throws IOException {
        Failure failure = last;
        if (failure != null && System.nanoTime() - failure.nanoTime() < pause.toNanos()) {
            throw new IOException("it failed a moment ago", failure.cause());
        }
        try {
            return inTime(location);
        } catch (IOException e) {
            last = new Failure(e, System.nanoTime());
            throw e;
        }
    }

    /** On a virtual thread, for an interrupt closes the socket that it reads from. */
    private SimpleResponse inTime(String location) throws IOException {
        FutureTask<SimpleResponse> answer = new FutureTask<>(() -> get.get(location));
        Thread.ofVirtual().start(answer);
        try {
            return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("it cannot be fetched", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("it was not there after " + longest, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }
}
