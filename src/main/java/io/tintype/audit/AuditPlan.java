package io.tintype.audit;

import java.time.Duration;
import java.time.Instant;

/**
 * What is to be done.
 *
 * @param checksums whether all bytes are read, and compared
 * @param repair whether entries are written and removed
 * @param removeStrays whether what belongs to no image is removed, bytes and all
 * @param minAge nothing that is younger is judged or touched: an upload writes the image first and its entry second, so
 *     for a moment an image without an entry is not damaged
 * @param recheckDelay how long after the first look at something odd the second one is: a delete removes the entry
 *     first and the image second, so for a moment an image without an entry is about to go
 */
public record AuditPlan(
        boolean checksums, boolean repair, boolean removeStrays, Duration minAge, Duration recheckDelay) {

    /** Whether that was written so lately that it is left alone. */
    boolean isYoung(Instant writtenAt) {
        return writtenAt.isAfter(Instant.now().minus(minAge));
    }
}
