package io.tintype.audit;

/** Who follows an audit. Called by one thread at a time. */
public interface AuditWatcher {

    /** So many more images are to be looked at. */
    void expect(long more);

    /** One image was looked at. */
    void checked();

    void found(Finding finding);

    /** Something could not be looked at, though the audit goes on. */
    void skipped(String what);
}
