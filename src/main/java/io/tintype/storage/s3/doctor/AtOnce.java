package io.tintype.storage.s3.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Sends several requests to a store at once. */
final class AtOnce {

    static final int THREADS = 16;

    private AtOnce() {}

    /** Applies the work to each element. Rethrows the first failure after all work has ended. */
    static <T> void forEach(Stream<T> elements, Consumer<T> work) {
        all(elements.<Callable<Void>>map(element -> () -> {
                    work.accept(element);
                    return null;
                })
                .toList());
    }

    /** Calls all, and returns their results. Rethrows the first failure after all calls have ended. */
    static <R> List<R> all(List<? extends Callable<R>> calls) {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<R> results = new ArrayList<>();
            for (Future<R> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
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
}
