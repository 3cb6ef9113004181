package io.tintype.audit;

import java.time.Duration;
import java.time.Instant;

/**
 * The options of an audit.
 *
 * @param checksums whether to read all bytes and compare their checksums
 * @param repair whether to write missing catalog entries and remove wrong ones
 * @param removeStrays whether to remove everything that belongs to no image, including its bytes
 * @param minAge the audit neither judges nor changes anything younger: an upload writes the image first and its entry
 *     second, so for a moment an image without an entry is correct
 * @param recheckDelay the time between the first check of a discrepancy and the second: a delete removes the entry
 *     first and the image second, so for a moment an image without an entry is about to be removed
 */
public record AuditPlan(
        boolean checksums, boolean repair, boolean removeStrays, Duration minAge, Duration recheckDelay) {

    /** Returns whether an object that was written at this time is too young to be judged. */
    boolean isYoung(Instant writtenAt) {
        return writtenAt.isAfter(Instant.now().minus(minAge));
    }
}
