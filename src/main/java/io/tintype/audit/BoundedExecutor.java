package io.tintype.audit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Sends several requests to a store at once. */
final class BoundedExecutor implements AutoCloseable {

    /** The number of concurrent requests. Each takes some milliseconds, mostly for the network. */
    private static final int AT_ONCE = 16;

    private static final int CHUNK = 16 * AT_ONCE;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    /**
     * Applies the work to each item, and passes the results to the consumer one by one and in order. Rethrows the
     * exceptions of the work.
     */
    <T, R> void forEach(Iterator<T> things, Function<T, R> work, Consumer<R> then) {
        while (things.hasNext()) {
            List<Callable<R>> chunk = new ArrayList<>(CHUNK);
            while (things.hasNext() && chunk.size() < CHUNK) {
                T thing = things.next();
                chunk.add(() -> work.apply(thing));
            }
            for (Future<R> outcome : all(chunk)) {
                then.accept(get(outcome));
            }
        }
    }

    private <R> List<Future<R>> all(List<Callable<R>> chunk) {
        try {
            return threads.invokeAll(chunk);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static <R> R get(Future<R> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
