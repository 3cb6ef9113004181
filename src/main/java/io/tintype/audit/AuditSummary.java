package io.tintype.audit;

/**
 * What an audit has seen.
 *
 * @param images that have their facts
 * @param findings of all kinds
 * @param repaired of these
 * @param young what was left alone because it is too young
 */
public record AuditSummary(long libraries, long images, long findings, long repaired, long young) {

    /** Whether all is as it should be now. */
    public boolean isClean() {
        return findings == repaired;
    }
}
