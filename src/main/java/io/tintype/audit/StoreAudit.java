package io.tintype.audit;

import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.BoundedExecutor;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.admin.StoreAdmin;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/**
 * Checks a store, library by library, and repairs it if the plan requires that. A service may use the store meanwhile:
 * see {@link AuditPlan#minAge()} and {@link AuditPlan#recheckDelay()}. Memory use is bounded, regardless of the size of
 * the store: the audit keeps the ids of one {@link io.tintype.storage.admin.ImageIdRange} and a limited number of
 * discrepancies that wait for their second check.
 *
 * <p>Every method throws {@link StorageException} when the store fails.
 */
@Singleton
public class StoreAudit {

    /**
     * The maximum number of ids in a range; they need about 10 MB. The audit reads the catalog of a library once for
     * each range.
     */
    private static final int GROUP = 100_000;

    private final StoreAdmin admin;
    private final ImageStore store;
    private final UploadStore uploads;
    private final int group;

    @Inject
    StoreAudit(StoreAdmin admin, ImageStore store, UploadStore uploads) {
        this(admin, store, uploads, GROUP);
    }

    /** Creates an audit with another number of ids in a range. */
    StoreAudit(StoreAdmin admin, ImageStore store, UploadStore uploads, int group) {
        this.admin = admin;
        this.store = store;
        this.uploads = uploads;
        this.group = group;
    }

    /** Audits the whole store. */
    public AuditSummary all(AuditPlan plan, AuditWatcher watcher) {
        AuditCounters counters = new AuditCounters(watcher);
        try (BoundedExecutor executor = new BoundedExecutor();
                Stream<Library> libraries = admin.libraries()) {
            libraries.forEach(library -> audit(library, plan, counters, executor));
            OrphanCheck orphans = new OrphanCheck(admin, plan, counters);
            orphans.check(admin.orphans());
            incompleteUploads(orphans, counters);
        }
        return counters.summary();
    }

    /** Audits one library. Skips objects that belong to no library, and the remains of incomplete writes. */
    public AuditSummary library(Library library, AuditPlan plan, AuditWatcher watcher) {
        AuditCounters counters = new AuditCounters(watcher);
        try (BoundedExecutor executor = new BoundedExecutor()) {
            audit(library, plan, counters, executor);
        }
        return counters.summary();
    }

    private void audit(Library library, AuditPlan plan, AuditCounters counters, BoundedExecutor executor) {
        counters.library();
        new LibraryAudit(admin, store, uploads, library, plan, counters, executor).run(group);
    }

    private void incompleteUploads(OrphanCheck orphans, AuditCounters counters) {
        Stream<Orphan> incomplete;
        try {
            incomplete = admin.incompleteUploads();
        } catch (StorageException.Refused e) {
            counters.skipped("incomplete uploads: " + e.getMessage());
            return;
        }
        orphans.check(incomplete);
    }
}
