package io.tintype.http.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * A token bucket for each subject: it holds the requests of one second, and is refilled evenly. Thread-safe. Subjects whose
 * buckets are full are forgotten, and others too if there are too many.
 */
final class SubjectBuckets {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** A bucket that is not used for this long is full. */
    private static final Duration KEPT = Duration.ofSeconds(2);

    private static final int MAX_BYTES = 4_000_000;

    /** Memory of a bucket and its entry, without the subject. */
    private static final int BUCKET_BYTES = 400;

    private final long perSecond;
    private final TimeMeter clock;
    private final Cache<String, Bucket> buckets;

    SubjectBuckets(long perSecond, TimeMeter clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.buckets = Caffeine.newBuilder()
                .maximumWeight(MAX_BYTES)
                .weigher((String subject, Bucket bucket) -> BUCKET_BYTES + 2 * subject.length())
                .expireAfter(Expiry.accessing((String subject, Bucket bucket) -> KEPT))
                .executor(Runnable::run)
                .build();
    }

    /** Counts a request of the subject if it may be sent now, and returns what remains. */
    ConsumptionProbe tryConsume(String subject) {
        return buckets.get(subject, name -> bucket()).tryConsumeAndReturnRemaining(1);
    }

    /** Returns the number of subjects in memory. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, PERIOD))
                .withCustomTimePrecision(clock)
                .build();
    }
}
