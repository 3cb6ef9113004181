package io.tintype.audit;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.admin.StoreAdmin;
import java.util.stream.Stream;

/** Reports orphans, and removes them if the plan requires that. */
final class OrphanCheck {

    private final StoreAdmin admin;
    private final AuditPlan plan;
    private final AuditCounters counters;
    private final ReadFailures failures;

    OrphanCheck(StoreAdmin admin, AuditPlan plan, AuditCounters counters) {
        this.admin = admin;
        this.plan = plan;
        this.counters = counters;
        this.failures = new ReadFailures(admin);
    }

    /** Checks all orphans and closes the stream. */
    void check(Stream<Orphan> orphans) {
        try (orphans) {
            orphans.forEach(this::check);
        }
    }

    void check(Orphan orphan) {
        if (plan.isYoung(orphan.writtenAt())) {
            counters.young();
            return;
        }
        try {
            if (!isStillOrphan(orphan)) {
                return;
            }
            if (plan.removeStrays()) {
                admin.remove(orphan);
            }
            counters.found(new Finding(kind(orphan), orphan.name(), detail(orphan), plan.removeStrays()));
        } catch (StorageException e) {
            String reason = detail(orphan) + "; it cannot be checked or removed: " + failures.reasonOf(e);
            counters.found(new Finding(kind(orphan), orphan.name(), reason, false));
        }
    }

    /**
     * Returns whether the object still is an orphan. The image of a rendition may exist again, because an import keeps
     * ids.
     */
    private boolean isStillOrphan(Orphan orphan) {
        return !(orphan instanceof Orphan.Rendition rendition)
                || admin.head(rendition.library(), rendition.image()).isEmpty();
    }

    private static Kind kind(Orphan orphan) {
        return switch (orphan) {
            case Orphan.Unknown _ -> Kind.UNKNOWN_OBJECT;
            case Orphan.Rendition _ -> Kind.ORPHAN_RENDITION;
            case Orphan.SupersededRendition _ -> Kind.SUPERSEDED_RENDITION;
            case Orphan.IncompleteUpload _ -> Kind.INCOMPLETE_UPLOAD;
        };
    }

    private static String detail(Orphan orphan) {
        return switch (orphan) {
            case Orphan.Unknown _ -> "was not written by the service";
            case Orphan.Rendition _ -> "its image is gone";
            case Orphan.SupersededRendition _ -> "was made by an older version, and is replaced on request";
            case Orphan.IncompleteUpload _ -> "started at " + orphan.writtenAt() + " and did not complete";
        };
    }
}
