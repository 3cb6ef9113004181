package io.tintype.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Records the metric {@code tintype.storage}: the duration of each operation and its outcome, {@code success},
 * {@code unavailable}, {@code rejected}, {@code altered}, {@code already-stored} or, for an error in this service,
 * {@code failed}.
 */
record StoreTimer(MeterRegistry registry) {

    /** @param <E> the checked exception of the operation, or {@link RuntimeException} */
    @FunctionalInterface
    interface Action<T, E extends Exception> {
        T run() throws E;
    }

    void run(String operation, Runnable action) {
        call(operation, () -> {
            action.run();
            return null;
        });
    }

    <T, E extends Exception> T call(String operation, Action<T, E> action) throws E {
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            T result = action.run();
            outcome = "success";
            return result;
        } catch (StorageException e) {
            outcome = outcome(e);
            throw e;
        } finally {
            start.stop(registry.timer("tintype.storage", "operation", operation, "outcome", outcome));
        }
    }

    private static String outcome(StorageException failure) {
        return switch (failure) {
            case StorageException.Unavailable unavailable -> "unavailable";
            case StorageException.Refused refused -> "rejected";
            case StorageException.Altered altered -> "altered";
            case StorageException.AlreadyStored stored -> "already-stored";
        };
    }
}
