package io.tintype.storage.admin;

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
public final class BoundedExecutor implements AutoCloseable {

    /** The number of concurrent requests. Each takes some milliseconds, mostly for the network. */
    public static final int THREADS = 16;

    private static final int CHUNK = 16 * THREADS;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /**
     * Applies the work to each item, and passes the results to the consumer one by one and in order. Rethrows the
     * exceptions of the work.
     */
    public <T, R> void forEach(Iterator<T> things, Function<T, R> work, Consumer<R> then) {
        while (things.hasNext()) {
            List<Callable<R>> chunk = new ArrayList<>(CHUNK);
            while (things.hasNext() && chunk.size() < CHUNK) {
                T thing = things.next();
                chunk.add(() -> work.apply(thing));
            }
            for (Future<R> outcome : invoke(chunk)) {
                then.accept(get(outcome));
            }
        }
    }

    /** Applies the work to each item. Rethrows the exceptions of the work. */
    public <T> void forEach(Iterator<T> things, Consumer<T> work) {
        forEach(
                things,
                thing -> {
                    work.accept(thing);
                    return thing;
                },
                _ -> {});
    }

    /** Calls all, and returns their results in order. Rethrows the first exception after all calls have ended. */
    public <R> List<R> all(List<? extends Callable<R>> calls) {
        return invoke(calls).stream().map(BoundedExecutor::get).toList();
    }

    private <R> List<Future<R>> invoke(List<? extends Callable<R>> calls) {
        try {
            return threads.invokeAll(calls);
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

    /** Waits for requests that were interrupted, so that none continues afterwards. */
    @Override
    public void close() {
        threads.close();
    }
}
