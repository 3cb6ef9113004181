package io.tintype.audit;

import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.admin.StoreAdmin;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/**
 * Checks a store, library by library, and mends it if that is asked for. A service may work on the store meanwhile: see
 * {@link AuditPlan#minAge()} and {@link AuditPlan#recheckDelay()}. Memory is bounded whatever the store has: the ids of
 * one {@link io.tintype.storage.admin.ImageIdRange}, and some findings that wait for their second look.
 *
 * <p>Every method throws {@link StorageException} when the store fails.
 */
@Singleton
public class StoreAudit {

    /** Ids in a group: some 10 MB. The catalog of a library is read once for each group. */
    private static final int GROUP = 100_000;

    private final StoreAdmin inventory;
    private final ImageStore store;
    private final int group;

    @Inject
    StoreAudit(StoreAdmin inventory, ImageStore store) {
        this(inventory, store, GROUP);
    }

    /** An audit with another size of groups. */
    StoreAudit(StoreAdmin inventory, ImageStore store, int group) {
        this.inventory = inventory;
        this.store = store;
        this.group = group;
    }

    /** Audits all there is. */
    public AuditSummary all(AuditPlan plan, AuditWatcher watcher) {
        AuditCounters tally = new AuditCounters(watcher);
        try (BoundedExecutor workers = new BoundedExecutor();
                Stream<Library> libraries = inventory.libraries()) {
            libraries.forEach(library -> audit(library, plan, tally, workers));
            OrphanCheck strays = new OrphanCheck(inventory, plan, tally);
            strays.check(inventory.strays());
            unfinished(strays, tally);
        }
        return tally.summary();
    }

    /** Audits one library. What belongs to none is left out, and so is what unfinished writes have left. */
    public AuditSummary library(Library library, AuditPlan plan, AuditWatcher watcher) {
        AuditCounters tally = new AuditCounters(watcher);
        try (BoundedExecutor workers = new BoundedExecutor()) {
            audit(library, plan, tally, workers);
        }
        return tally.summary();
    }

    private void audit(Library library, AuditPlan plan, AuditCounters tally, BoundedExecutor workers) {
        tally.library();
        new LibraryAudit(inventory, store, library, plan, tally, workers).run(group);
    }

    private void unfinished(OrphanCheck strays, AuditCounters tally) {
        Stream<Orphan> unfinished;
        try {
            unfinished = inventory.unfinished();
        } catch (StorageException.Refused e) {
            tally.skipped("unfinished uploads: " + e.getMessage());
            return;
        }
        strays.check(unfinished);
    }
}
