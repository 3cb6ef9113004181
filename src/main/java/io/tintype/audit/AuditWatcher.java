package io.tintype.audit;

/** Observes the progress of an audit. Only one thread at a time calls it. */
public interface AuditWatcher {

    /** Reports the number of further images that the audit will check. */
    void expect(long more);

    /** Reports that one image was checked. */
    void checked();

    void found(Finding finding);

    /** Reports something that could not be checked. The audit continues. */
    void skipped(String what);
}
