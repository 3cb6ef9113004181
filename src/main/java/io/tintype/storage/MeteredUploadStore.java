package io.tintype.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Wraps a store and records its operations. */
record MeteredUploadStore(UploadStore store, StoreTimer timer) implements UploadStore {

    @Override
    public void create(Library library, PendingUpload upload) {
        timer.run("create-upload", () -> store.create(library, upload));
    }

    @Override
    public Optional<UploadProgress> find(Library library, UUID id) {
        return timer.call("find-upload", () -> store.find(library, id));
    }

    @Override
    public boolean append(Library library, UploadProgress progress, Path content, String sha256) {
        return timer.call("append-piece", () -> store.append(library, progress, content, sha256));
    }

    @Override
    public long declareLength(Library library, UUID id, long length) {
        return timer.call("declare-length", () -> store.declareLength(library, id, length));
    }

    @Override
    public boolean transferTo(Library library, UploadProgress progress, OutputStream target) throws IOException {
        return timer.call("read-upload", () -> store.transferTo(library, progress, target));
    }

    @Override
    public void remove(Library library, UUID id) {
        timer.run("remove-upload", () -> store.remove(library, id));
    }
}
