package io.tintype.audit;

/**
 * The totals of an audit.
 *
 * @param images the number of images that have their metadata
 * @param findings the number of findings of all kinds
 * @param repaired the number of findings that were repaired
 * @param young the number of objects that were skipped because they are too young
 */
public record AuditSummary(long libraries, long images, long findings, long repaired, long young) {

    /** Returns whether the store has no discrepancy left. */
    public boolean isClean() {
        return findings == repaired;
    }
}
