package io.tintype.image;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The usage of one library: counted once a minute, and adjusted by what this process stores and deletes meanwhile. Where it
 * cannot know whether a count includes a change, it assumes the larger usage. Thread-safe.
 */
final class LibraryUsage {

    /** Time for which changes by other processes may be missed. */
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    /** Deletes that are subtracted before the next count. */
    private static final int MAX_DELETED = 10_000;

    private final LongSupplier nanoTime;
    private final ReentrantLock counting = new ReentrantLock();
    private final Set<UUID> deleted = new HashSet<>();
    private final Map<UUID, InProgress> uploads = new HashMap<>();
    private Usage counted = Usage.NOTHING;
    private Usage changed = Usage.NOTHING;
    private Usage reserved = Usage.NOTHING;
    private long countedAt;
    private boolean isCounted;
    private boolean isCounting;

    /**
     * Uploads of one image at the same time: a client has repeated a request that still runs. One of them is stored.
     *
     * @param size of the largest one
     */
    private record InProgress(int uploads, long size) {}

    LibraryUsage(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the usage, including uploads in progress. */
    Usage current(Supplier<Usage> count) {
        countIfOld(count);
        return now();
    }

    /** Adds an upload in progress if the quota allows it. The caller then calls {@link #end}. */
    boolean reserve(UUID id, long size, Quota quota, Supplier<Usage> count) {
        countIfOld(count);
        synchronized (this) {
            Usage more = more(id, size);
            if (!more.equals(Usage.NOTHING) && !quota.allows(now().plus(more))) {
                return false;
            }
            begin(id, size);
            return true;
        }
    }

    /** Adds an upload in progress, whatever the usage. The caller then calls {@link #end}. */
    synchronized void begin(UUID id, long size) {
        reserved = reserved.plus(more(id, size));
        uploads.merge(
                id,
                new InProgress(1, size),
                (one, other) -> new InProgress(one.uploads() + 1, Math.max(one.size(), size)));
    }

    /** Returns what an upload needs besides other uploads of the same image. */
    private Usage more(UUID id, long size) {
        InProgress same = uploads.get(id);
        return same == null ? Usage.ofImage(size) : new Usage(Math.max(0, size - same.size()), 0);
    }

    /** Ends an upload, which has or has not stored a new image. */
    synchronized void end(UUID id, long size, boolean isStored) {
        InProgress same = uploads.get(id);
        if (same.uploads() == 1) {
            uploads.remove(id);
            reserved = reserved.minus(Usage.ofImage(same.size()));
        } else {
            uploads.put(id, new InProgress(same.uploads() - 1, same.size()));
        }
        if (isStored) {
            changed = changed.plus(Usage.ofImage(size));
            deleted.remove(id);
        }
    }

    /** Subtracts an image that was deleted, once. */
    synchronized void delete(UUID id, long size) {
        if (!isCounting && deleted.size() < MAX_DELETED && deleted.add(id)) {
            changed = changed.minus(Usage.ofImage(size));
        }
    }

    private synchronized Usage now() {
        return counted.plus(changed).plus(reserved);
    }

    private void countIfOld(Supplier<Usage> count) {
        counting.lock();
        try {
            if (isCounted && nanoTime.getAsLong() - countedAt < MAX_AGE.toNanos()) {
                return;
            }
            Usage before = begin();
            try {
                finish(count.get(), before);
            } finally {
                stop();
            }
        } finally {
            counting.unlock();
        }
    }

    /** Returns the changes that the count will include. */
    private synchronized Usage begin() {
        isCounting = true;
        return changed;
    }

    private synchronized void finish(Usage all, Usage before) {
        counted = all;
        changed = changed.minus(before);
        deleted.clear();
        countedAt = nanoTime.getAsLong();
        isCounted = true;
    }

    private synchronized void stop() {
        isCounting = false;
    }
}
