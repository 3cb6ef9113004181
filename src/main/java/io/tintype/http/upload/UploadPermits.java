package io.tintype.http.upload;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the uploads in progress, in total and for each subject. Thread-safe. */
final class UploadPermits {

    private final int max;
    private final int maxPerSubject;
    private int total;
    private final Map<String, Integer> bySubject = new HashMap<>(); // only subjects with a count above 0

    UploadPermits(int max, int maxPerSubject) {
        this.max = max;
        this.maxPerSubject = maxPerSubject;
    }

    /** Whether another upload may begin. */
    enum Decision {
        GRANTED,
        TOO_MANY,
        TOO_MANY_OF_SUBJECT
    }

    /** Acquires a permit unless there are too many. A caller without a subject counts in total only. */
    synchronized Decision tryAcquire(Optional<String> subject) {
        if (total >= max) {
            return Decision.TOO_MANY;
        }
        if (subject.map(name -> bySubject.getOrDefault(name, 0)).orElse(0) >= maxPerSubject) {
            return Decision.TOO_MANY_OF_SUBJECT;
        }
        total++;
        subject.ifPresent(name -> bySubject.merge(name, 1, Integer::sum));
        return Decision.GRANTED;
    }

    synchronized void release(Optional<String> subject) {
        total--;
        subject.ifPresent(name -> bySubject.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1));
    }
}
