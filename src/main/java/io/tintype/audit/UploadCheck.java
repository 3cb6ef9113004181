package io.tintype.audit;

import io.tintype.audit.Finding.Kind;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.admin.StoredUpload;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reports expired uploads of a library, and removes them if the plan requires that. An upload in progress is not a
 * finding. The age of an expired upload counts from its expiry, because the service may still be completing it.
 */
final class UploadCheck {

    private final StoreAdmin admin;
    private final UploadStore store;
    private final Library library;
    private final AuditPlan plan;
    private final AuditCounters counters;
    private final ReadFailures failures;

    UploadCheck(StoreAdmin admin, UploadStore store, Library library, AuditPlan plan, AuditCounters counters) {
        this.admin = admin;
        this.store = store;
        this.library = library;
        this.plan = plan;
        this.counters = counters;
        this.failures = new ReadFailures(admin);
    }

    void run() {
        try (Stream<StoredUpload> uploads = admin.uploads(library)) {
            uploads.forEach(this::check);
        }
    }

    private void check(StoredUpload upload) {
        try {
            Optional<UploadProgress> progress = store.find(library, upload.id());
            Instant expiresAt =
                    progress.map(found -> found.upload().expiresAt()).orElse(upload.writtenAt());
            if (progress.isPresent() && expiresAt.isAfter(Instant.now())) {
                return;
            }
            if (plan.isYoung(expiresAt)) {
                counters.young();
                return;
            }
            if (plan.removeStrays()) {
                store.remove(library, upload.id());
            }
            String detail = progress.isPresent() ? "expired at " + expiresAt : "is the rest of a removed upload";
            counters.found(new Finding(Kind.EXPIRED_UPLOAD, upload.name(), detail, plan.removeStrays()));
        } catch (StorageException e) {
            String reason = "cannot be checked or removed: " + failures.reasonOf(e);
            counters.found(new Finding(Kind.UNREADABLE, upload.name(), reason, false));
        }
    }
}
