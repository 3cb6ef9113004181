package io.tintype.audit;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.Checksum;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
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
    private final OrphanCheck strays;
    private final ReadFailures failures;

    LibraryAudit(
            StoreAdmin admin,
            ImageStore store,
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
        this.strays = new OrphanCheck(admin, plan, counters);
    }

    void run(int maxIds) {
        try (Stream<ImageIdRange> groups = admin.images(library, maxIds)) {
            groups.forEach(this::check);
        }
        recheck.confirm();
        strays.check(admin.orphans(library));
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
    private Looked look(UUID id) {
        Optional<StoredObject> held = Optional.empty();
        try {
            held = admin.head(library, id);
            boolean read =
                    plan.checksums() && held.filter(LibraryAudit::hasItsSize).isPresent();
            Looked looked = new Looked(id, held, read ? sha256(id) : Optional.empty(), Optional.empty());
            failures.reset();
            return looked;
        } catch (StorageException e) {
            return new Looked(id, held, Optional.empty(), Optional.of(failures.reasonOf(e)));
        }
    }

    private static boolean hasItsSize(StoredObject held) {
        return held.facts().filter(image -> image.size() == held.size()).isPresent();
    }

    private void judge(Seen seen, Set<UUID> withoutEntry) {
        CatalogEntry entry = seen.entry();
        if (seen.looked().isUnknown()) {
            withoutEntry.remove(entry.id());
            unreadable(seen.looked());
            return;
        }
        Optional<ImageMetadata> facts = seen.looked().held().flatMap(StoredObject::facts);
        if (facts.filter(image -> recheck.fits(entry, image)).isPresent()) {
            withoutEntry.remove(entry.id());
            judgeBytes(seen.looked());
            return;
        }
        if (plan.isYoung(entry.writtenAt())) {
            counters.young();
            return;
        }
        recheck.add(facts.isPresent() ? new Discrepancy.WrongEntry(entry) : new Discrepancy.MissingImage(entry));
    }

    private void judgeWithoutEntry(Looked looked) {
        Optional<StoredObject> held = looked.held();
        if (looked.isUnknown()) {
            unreadable(looked);
            return;
        }
        if (held.isEmpty()) {
            return; // deleted after the ids were listed
        }
        if (plan.isYoung(held.get().writtenAt())) {
            counters.young();
            return;
        }
        if (held.get().facts().isEmpty()) {
            strays.check(new Orphan.Unknown(held.get().name(), held.get().writtenAt()));
            return;
        }
        judgeBytes(looked);
        recheck.add(new Discrepancy.MissingEntry(held.get().facts().get()));
    }

    private void judgeBytes(Looked looked) {
        StoredObject held = looked.held().orElseThrow();
        ImageMetadata image = held.facts().orElseThrow();
        counters.image();
        if (!hasItsSize(held)) {
            String detail = held.size() < 0 ? "has no bytes" : "has %,d bytes".formatted(held.size());
            counters.found(new Finding(
                    Kind.WRONG_SIZE, held.name(), detail + " instead of %,d".formatted(image.size()), false));
            return;
        }
        if (looked.failure().isPresent()) {
            unreadable(looked);
            return;
        }
        looked.sha256().filter(sha256 -> !sha256.equals(image.sha256())).ifPresent(sha256 -> {
            String detail = "has the SHA-256 %s instead of %s".formatted(sha256, image.sha256());
            counters.found(new Finding(Kind.WRONG_CHECKSUM, held.name(), detail, false));
        });
    }

    private void unreadable(Looked looked) {
        String name = looked.held().map(StoredObject::name).orElseGet(() -> library.key() + "/" + looked.id());
        counters.found(new Finding(
                Kind.UNREADABLE, name, "cannot be read: " + looked.failure().orElseThrow(), false));
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
    private record Looked(UUID id, Optional<StoredObject> held, Optional<String> sha256, Optional<String> failure) {

        /** Returns whether the audit could not determine if the object exists. */
        boolean isUnknown() {
            return failure.isPresent() && held.isEmpty();
        }
    }

    private record Seen(CatalogEntry entry, Looked looked) {}
}
