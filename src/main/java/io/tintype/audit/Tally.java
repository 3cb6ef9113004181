package io.tintype.audit;

/** Counts, and tells the watcher. */
final class Tally {

    private final AuditWatcher watcher;
    private long libraries;
    private long images;
    private long findings;
    private long mended;
    private long young;

    Tally(AuditWatcher watcher) {
        this.watcher = watcher;
    }

    void library() {
        libraries++;
    }

    void expect(long more) {
        watcher.expect(more);
    }

    void image() {
        images++;
        watcher.checked();
    }

    void young() {
        young++;
    }

    void found(Finding finding) {
        findings++;
        mended += finding.mended() ? 1 : 0;
        watcher.found(finding);
    }

    void skipped(String what) {
        watcher.skipped(what);
    }

    AuditSummary summary() {
        return new AuditSummary(libraries, images, findings, mended, young);
    }
}
