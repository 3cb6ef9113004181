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
 * Looks a second time at what looked wrong, and only then reports and mends it. Between the two looks goes enough time
 * for a delete that was under way to end. Without findings there is no wait.
 */
final class Recheck {

    /** However much is wrong, no more than this is held in memory. */
    private static final int MOST = 10_000;

    private final StoreAdmin inventory;
    private final Library library;
    private final AuditPlan plan;
    private final AuditCounters tally;
    private final ReadFailures failures;
    private final List<Suspect> recheck = new ArrayList<>();

    Recheck(StoreAdmin inventory, Library library, AuditPlan plan, AuditCounters tally, ReadFailures failures) {
        this.inventory = inventory;
        this.library = library;
        this.plan = plan;
        this.tally = tally;
        this.failures = failures;
    }

    void add(Suspect suspect) {
        recheck.add(suspect);
        if (recheck.size() >= MOST) {
            confirm();
        }
    }

    /** Judges all that were added since the last time. */
    void confirm() {
        if (recheck.isEmpty()) {
            return;
        }
        waitFor(plan.recheckDelay());
        for (Suspect suspect : recheck) {
            try {
                judge(suspect);
                failures.reset();
            } catch (StorageException e) {
                String reason = "cannot be read or repaired: " + failures.reasonOf(e);
                tally.found(new Finding(Kind.UNREADABLE, name(suspect), reason, false));
            }
        }
        recheck.clear();
    }

    private void judge(Suspect suspect) {
        switch (suspect) {
            case Suspect.MissingEntry missing -> judge(missing.image());
            case Suspect.MissingImage missing -> judge(missing.entry());
            case Suspect.WrongEntry wrong -> judge(wrong.entry());
        }
    }

    private String name(Suspect suspect) {
        return switch (suspect) {
            case Suspect.MissingEntry missing ->
                library.key() + "/" + missing.image().id();
            case Suspect.MissingImage missing -> missing.entry().name();
            case Suspect.WrongEntry wrong -> wrong.entry().name();
        };
    }

    private void judge(ImageMetadata seen) {
        Optional<StoredObject> held = inventory.look(library, seen.id());
        Optional<ImageMetadata> image = held.flatMap(StoredObject::facts);
        if (image.isEmpty() || inventory.hasEntry(library, inventory.entryOf(library, image.get()))) {
            return;
        }
        boolean repaired = plan.repair() && writeEntry(image.get());
        String detail = "is in no list: catalog entry " + inventory.entryOf(library, image.get()) + " is missing";
        tally.found(new Finding(Kind.MISSING_ENTRY, held.get().name(), detail, repaired));
    }

    /** Takes the entry back where the image has gone meanwhile: a listed image exists. */
    private boolean writeEntry(ImageMetadata image) {
        inventory.putEntry(library, image);
        if (facts(image.id()).filter(image::equals).isEmpty()) {
            inventory.removeEntry(library, inventory.entryOf(library, image));
        }
        return true;
    }

    private void judge(CatalogEntry entry) {
        Optional<ImageMetadata> image = facts(entry.id());
        if (image.filter(facts -> fits(entry, facts)).isPresent() || !inventory.hasEntry(library, entry.name())) {
            return;
        }
        if (plan.repair()) {
            removeEntry(entry);
        }
        tally.found(
                image.isPresent()
                        ? new Finding(Kind.WRONG_ENTRY, entry.name(), "its image has other facts", plan.repair())
                        : new Finding(Kind.MISSING_IMAGE, entry.name(), "its image is not there", plan.repair()));
    }

    /** Writes the entry again where the image has come meanwhile: an import keeps ids and times. */
    private void removeEntry(CatalogEntry entry) {
        inventory.removeEntry(library, entry.name());
        facts(entry.id()).filter(image -> fits(entry, image)).ifPresent(image -> inventory.putEntry(library, image));
    }

    /** Whether the entry is the one that belongs to the image. */
    boolean fits(CatalogEntry entry, ImageMetadata image) {
        return inventory.entryOf(library, image).equals(entry.name());
    }

    private Optional<ImageMetadata> facts(UUID id) {
        return inventory.look(library, id).flatMap(StoredObject::facts);
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
