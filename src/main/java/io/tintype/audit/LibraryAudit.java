package io.tintype.audit;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.Checksum;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.BoundedExecutor;
import io.tintype.storage.admin.CatalogEntry;
import io.tintype.storage.admin.ImageIdRange;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.admin.StoredObject;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Audits one library. The store lists images by id and entries by time, so the two lists cannot be merged: the audit
 * keeps the ids of one range in memory, and reads the whole catalog for each range. It checks each image once: with its
 * entry or, if it has none, after all entries.
 */
final class LibraryAudit {

    private final StoreAdmin admin;
    private final ImageStore store;
    private final Library library;
    private final AuditPlan plan;
    private final AuditCounters counters;
    private final BoundedExecutor executor;
    private final Recheck recheck;
    private final OrphanCheck orphans;
    private final UploadCheck uploads;
    private final ReadFailures failures;

    LibraryAudit(
            StoreAdmin admin,
            ImageStore store,
            UploadStore uploads,
            Library library,
            AuditPlan plan,
            AuditCounters counters,
            BoundedExecutor executor) {
        this.admin = admin;
        this.store = store;
        this.library = library;
        this.plan = plan;
        this.counters = counters;
        this.executor = executor;
        this.failures = new ReadFailures(admin);
        this.recheck = new Recheck(admin, library, plan, counters, failures);
        this.orphans = new OrphanCheck(admin, plan, counters);
        this.uploads = new UploadCheck(admin, uploads, library, plan, counters);
    }

    void run(int maxIds) {
        try (Stream<ImageIdRange> groups = admin.images(library, maxIds)) {
            groups.forEach(this::check);
        }
        recheck.confirm();
        orphans.check(admin.orphans(library));
        uploads.run();
    }

    private void check(ImageIdRange group) {
        counters.expect(group.ids().size());
        Set<UUID> withoutEntry = new HashSet<>(group.ids());
        try (Stream<CatalogEntry> entries = admin.entries(library)) {
            executor.forEach(
                    entries.filter(entry -> group.covers(entry.id())).iterator(),
                    entry -> new Seen(entry, look(entry.id())),
                    seen -> judge(seen, withoutEntry));
        }
        executor.forEach(withoutEntry.iterator(), this::look, this::judgeWithoutEntry);
    }

    /**
     * Looks up an object, and reads its bytes if the plan requires checksums. Several threads run this method at once,
     * because it takes most of the time.
     */
    private Inspection look(UUID id) {
        Optional<StoredObject> stored = Optional.empty();
        try {
            stored = admin.head(library, id);
            boolean read =
                    plan.checksums() && stored.filter(LibraryAudit::hasItsSize).isPresent();
            Inspection inspection = new Inspection(id, stored, read ? sha256(id) : Optional.empty(), Optional.empty());
            failures.reset();
            return inspection;
        } catch (StorageException e) {
            return new Inspection(id, stored, Optional.empty(), Optional.of(failures.reasonOf(e)));
        }
    }

    private static boolean hasItsSize(StoredObject stored) {
        return stored.metadata().filter(image -> image.size() == stored.size()).isPresent();
    }

    private void judge(Seen seen, Set<UUID> withoutEntry) {
        CatalogEntry entry = seen.entry();
        if (seen.inspection().isUnknown()) {
            withoutEntry.remove(entry.id());
            unreadable(seen.inspection());
            return;
        }
        Optional<ImageMetadata> metadata = seen.inspection().stored().flatMap(StoredObject::metadata);
        if (metadata.filter(image -> recheck.fits(entry, image)).isPresent()) {
            withoutEntry.remove(entry.id());
            judgeBytes(seen.inspection());
            return;
        }
        if (plan.isYoung(entry.writtenAt())) {
            counters.young();
            return;
        }
        recheck.add(metadata.isPresent() ? new Discrepancy.WrongEntry(entry) : new Discrepancy.MissingImage(entry));
    }

    private void judgeWithoutEntry(Inspection inspection) {
        Optional<StoredObject> stored = inspection.stored();
        if (inspection.isUnknown()) {
            unreadable(inspection);
            return;
        }
        if (stored.isEmpty()) {
            return; // deleted after the ids were listed
        }
        if (plan.isYoung(stored.get().writtenAt())) {
            counters.young();
            return;
        }
        if (stored.get().metadata().isEmpty()) {
            orphans.check(new Orphan.Unknown(stored.get().name(), stored.get().writtenAt()));
            return;
        }
        judgeBytes(inspection);
        recheck.add(new Discrepancy.MissingEntry(stored.get().metadata().get()));
    }

    private void judgeBytes(Inspection inspection) {
        StoredObject stored = inspection.stored().orElseThrow();
        ImageMetadata image = stored.metadata().orElseThrow();
        counters.image();
        if (!hasItsSize(stored)) {
            String detail = stored.size() < 0 ? "has no bytes" : "has %,d bytes".formatted(stored.size());
            counters.found(new Finding(
                    Kind.WRONG_SIZE, stored.name(), detail + " instead of %,d".formatted(image.size()), false));
            return;
        }
        if (inspection.failure().isPresent()) {
            unreadable(inspection);
            return;
        }
        inspection.sha256().filter(sha256 -> !sha256.equals(image.sha256())).ifPresent(sha256 -> {
            String detail = "has the SHA-256 %s instead of %s".formatted(sha256, image.sha256());
            counters.found(new Finding(Kind.WRONG_CHECKSUM, stored.name(), detail, false));
        });
    }

    private void unreadable(Inspection inspection) {
        String name =
                inspection.stored().map(StoredObject::name).orElseGet(() -> library.key() + "/" + inspection.id());
        counters.found(new Finding(
                Kind.UNREADABLE, name, "cannot be read: " + inspection.failure().orElseThrow(), false));
    }

    /** Returns the SHA-256 of the stored bytes, or empty if the image is gone. */
    private Optional<String> sha256(UUID id) {
        Optional<ImageContent> opened = store.open(library, id);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ImageContent content = opened.get()) {
            return Optional.of(Checksum.sha256(content.bytes().stream()));
        } catch (IOException e) {
            throw new StorageException.Unavailable("read image " + id + ": " + e.getMessage(), e);
        }
    }

    /**
     * The state of the store under an id.
     *
     * @param sha256 of the bytes, if they were read
     * @param failure the reason for which the object or its bytes could not be read
     */
    private record Inspection(
            UUID id, Optional<StoredObject> stored, Optional<String> sha256, Optional<String> failure) {

        /** Returns whether the audit could not determine if the object exists. */
        boolean isUnknown() {
            return failure.isPresent() && stored.isEmpty();
        }
    }

    private record Seen(CatalogEntry entry, Inspection inspection) {}
}
