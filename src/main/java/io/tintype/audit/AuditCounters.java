package io.tintype.audit;

/** Counts the results of an audit and notifies the watcher. */
final class AuditCounters {

    private final AuditWatcher watcher;
    private long libraries;
    private long images;
    private long findings;
    private long repaired;
    private long young;

    AuditCounters(AuditWatcher watcher) {
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
        repaired += finding.repaired() ? 1 : 0;
        watcher.found(finding);
    }

    void skipped(String what) {
        watcher.skipped(what);
    }

    AuditSummary summary() {
        return new AuditSummary(libraries, images, findings, repaired, young);
    }
}
