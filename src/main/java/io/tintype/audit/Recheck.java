package io.tintype.audit;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.CatalogEntry;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.admin.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks each discrepancy a second time, and only then reports and repairs it. The time between the two checks is long
 * enough for a delete in progress to complete. Without discrepancies there is no wait.
 */
final class Recheck {

    /** The maximum number of discrepancies in memory. */
    private static final int MAX_PENDING = 10_000;

    private final StoreAdmin admin;
    private final Library library;
    private final AuditPlan plan;
    private final AuditCounters counters;
    private final ReadFailures failures;
    private final List<Discrepancy> pending = new ArrayList<>();

    Recheck(StoreAdmin admin, Library library, AuditPlan plan, AuditCounters counters, ReadFailures failures) {
        this.admin = admin;
        this.library = library;
        this.plan = plan;
        this.counters = counters;
        this.failures = failures;
    }

    void add(Discrepancy discrepancy) {
        pending.add(discrepancy);
        if (pending.size() >= MAX_PENDING) {
            confirm();
        }
    }

    /** Checks all discrepancies that were added since the previous call. */
    void confirm() {
        if (pending.isEmpty()) {
            return;
        }
        waitFor(plan.recheckDelay());
        for (Discrepancy discrepancy : pending) {
            try {
                judge(discrepancy);
                failures.reset();
            } catch (StorageException e) {
                String reason = "cannot be read or repaired: " + failures.reasonOf(e);
                counters.found(new Finding(Kind.UNREADABLE, name(discrepancy), reason, false));
            }
        }
        pending.clear();
    }

    private void judge(Discrepancy discrepancy) {
        switch (discrepancy) {
            case Discrepancy.MissingEntry missing -> judge(missing.image());
            case Discrepancy.MissingImage missing -> judge(missing.entry());
            case Discrepancy.WrongEntry wrong -> judge(wrong.entry());
        }
    }

    private String name(Discrepancy discrepancy) {
        return switch (discrepancy) {
            case Discrepancy.MissingEntry missing ->
                library.key() + "/" + missing.image().id();
            case Discrepancy.MissingImage missing -> missing.entry().name();
            case Discrepancy.WrongEntry wrong -> wrong.entry().name();
        };
    }

    private void judge(ImageMetadata seen) {
        Optional<StoredObject> stored = admin.head(library, seen.id());
        Optional<ImageMetadata> image = stored.flatMap(StoredObject::metadata);
        if (image.isEmpty() || admin.hasEntry(library, admin.entryOf(library, image.get()))) {
            return;
        }
        boolean repaired = plan.repair() && writeEntry(image.get());
        String detail =
                "is not listed, because the catalog entry " + admin.entryOf(library, image.get()) + " is missing";
        counters.found(new Finding(Kind.MISSING_ENTRY, stored.get().name(), detail, repaired));
    }

    /** Writes the entry, and removes it again if the image was deleted meanwhile, because a listed image must exist. */
    private boolean writeEntry(ImageMetadata image) {
        admin.putEntry(library, image);
        if (metadata(image.id()).filter(image::equals).isEmpty()) {
            admin.removeEntry(library, admin.entryOf(library, image));
        }
        return true;
    }

    private void judge(CatalogEntry entry) {
        Optional<ImageMetadata> image = metadata(entry.id());
        if (image.filter(metadata -> fits(entry, metadata)).isPresent() || !admin.hasEntry(library, entry.name())) {
            return;
        }
        if (plan.repair()) {
            removeEntry(entry);
        }
        counters.found(
                image.isPresent()
                        ? new Finding(Kind.WRONG_ENTRY, entry.name(), "its image has other metadata", plan.repair())
                        : new Finding(Kind.MISSING_IMAGE, entry.name(), "its image does not exist", plan.repair()));
    }

    /** Removes the entry, and writes it again if the image was added meanwhile: an import keeps ids and times. */
    private void removeEntry(CatalogEntry entry) {
        admin.removeEntry(library, entry.name());
        metadata(entry.id()).filter(image -> fits(entry, image)).ifPresent(image -> admin.putEntry(library, image));
    }

    /** Returns whether the entry is the one that belongs to the image. */
    boolean fits(CatalogEntry entry, ImageMetadata image) {
        return admin.entryOf(library, image).equals(entry.name());
    }

    private Optional<ImageMetadata> metadata(UUID id) {
        return admin.head(library, id).flatMap(StoredObject::metadata);
    }

    private static void waitFor(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
