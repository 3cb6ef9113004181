package io.tintype.audit;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoreInventory;
import io.tintype.storage.Stray;
import java.util.stream.Stream;

/** Reports what belongs to no image, and removes it if that is asked for. */
final class Strays {

    private final StoreInventory inventory;
    private final AuditPlan plan;
    private final Tally tally;
    private final ReadFailures failures;

    Strays(StoreInventory inventory, AuditPlan plan, Tally tally) {
        this.inventory = inventory;
        this.plan = plan;
        this.tally = tally;
        this.failures = new ReadFailures(inventory);
    }

    /** Closes the stream. */
    void check(Stream<Stray> strays) {
        try (strays) {
            strays.forEach(this::check);
        }
    }

    void check(Stray stray) {
        if (plan.isYoung(stray.writtenAt())) {
            tally.young();
            return;
        }
        try {
            if (!isStill(stray)) {
                return;
            }
            if (plan.removeStrays()) {
                inventory.remove(stray);
            }
            tally.found(new Finding(kind(stray), stray.name(), detail(stray), plan.removeStrays()));
        } catch (StorageException e) {
            String reason = detail(stray) + "; it cannot be checked or removed: " + failures.reasonOf(e);
            tally.found(new Finding(kind(stray), stray.name(), reason, false));
        }
    }

    /** The image may have come since: an import keeps ids. */
    private boolean isStill(Stray stray) {
        return !(stray instanceof Stray.Rendition rendition)
                || inventory.look(rendition.library(), rendition.image()).isEmpty();
    }

    private static Kind kind(Stray stray) {
        return switch (stray) {
            case Stray.Foreign _ -> Kind.FOREIGN;
            case Stray.Rendition _ -> Kind.ORPHAN_RENDITION;
            case Stray.SupersededRendition _ -> Kind.SUPERSEDED_RENDITION;
            case Stray.Unfinished _ -> Kind.UNFINISHED;
        };
    }

    private static String detail(Stray stray) {
        return switch (stray) {
            case Stray.Foreign _ -> "was not written by the service";
            case Stray.Rendition _ -> "its image is gone";
            case Stray.SupersededRendition _ -> "was made by an older version, and is made again";
            case Stray.Unfinished _ -> "begun at " + stray.writtenAt() + " and never ended";
        };
    }
}
