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
    void check(Stream<Orphan> strays) {
        try (strays) {
            strays.forEach(this::check);
        }
    }

    void check(Orphan stray) {
        if (plan.isYoung(stray.writtenAt())) {
            counters.young();
            return;
        }
        try {
            if (!isStill(stray)) {
                return;
            }
            if (plan.removeStrays()) {
                admin.remove(stray);
            }
            counters.found(new Finding(kind(stray), stray.name(), detail(stray), plan.removeStrays()));
        } catch (StorageException e) {
            String reason = detail(stray) + "; it cannot be checked or removed: " + failures.reasonOf(e);
            counters.found(new Finding(kind(stray), stray.name(), reason, false));
        }
    }

    /**
     * Returns whether the object still is an orphan. The image of a rendition may exist again, because an import keeps
     * ids.
     */
    private boolean isStill(Orphan stray) {
        return !(stray instanceof Orphan.Rendition rendition)
                || admin.head(rendition.library(), rendition.image()).isEmpty();
    }

    private static Kind kind(Orphan stray) {
        return switch (stray) {
            case Orphan.Unknown _ -> Kind.FOREIGN;
            case Orphan.Rendition _ -> Kind.ORPHAN_RENDITION;
            case Orphan.SupersededRendition _ -> Kind.SUPERSEDED_RENDITION;
            case Orphan.IncompleteUpload _ -> Kind.UNFINISHED;
        };
    }

    private static String detail(Orphan stray) {
        return switch (stray) {
            case Orphan.Unknown _ -> "was not written by the service";
            case Orphan.Rendition _ -> "its image is gone";
            case Orphan.SupersededRendition _ -> "was made by an older version, and is made again";
            case Orphan.IncompleteUpload _ -> "begun at " + stray.writtenAt() + " and never ended";
        };
    }
}
