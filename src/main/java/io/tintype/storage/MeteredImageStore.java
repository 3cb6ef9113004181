package io.tintype.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Wraps a store and records the metric {@code tintype.storage}: the duration of each operation and its outcome,
 * {@code success}, {@code unavailable}, {@code rejected}, {@code altered}, {@code already-stored} or, for an error in
 * this service, {@code failed}.
 */
record MeteredImageStore(ImageStore store, MeterRegistry registry) implements ImageStore {

    @Override
    public void store(Library library, ImageMetadata image, Path content) {
        run("store", () -> store.store(library, image, content));
    }

    @Override
    public ImageMetadata storeOnce(Library library, ImageMetadata image, Path content) {
        return call("store-once", () -> store.storeOnce(library, image, content));
    }

    @Override
    public Optional<ImageMetadata> find(Library library, UUID id) {
        return call("find", () -> store.find(library, id));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id) {
        return call("open", () -> store.open(library, id));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id, ByteRange range) {
        return call("open", () -> store.open(library, id, range));
    }

    @Override
    public ListPage list(Library library, ImageCursor cursor, int limit) {
        return call("list", () -> store.list(library, cursor, limit));
    }

    @Override
    public Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name) {
        return call("open-rendition", () -> store.openRendition(library, id, name));
    }

    @Override
    public boolean putRendition(Library library, ImageMetadata image, RenditionName name, Path content, String sha256) {
        return call("put-rendition", () -> store.putRendition(library, image, name, content, sha256));
    }

    @Override
    public int countRenditions(Library library, UUID id) {
        return call("count-renditions", () -> store.countRenditions(library, id));
    }

    @Override
    public int linkGeneration(Library library) {
        return call("link-generation", () -> store.linkGeneration(library));
    }

    @Override
    public int nextLinkGeneration(Library library) {
        return call("next-link-generation", () -> store.nextLinkGeneration(library));
    }

    @Override
    public void delete(Library library, UUID id) {
        run("delete", () -> store.delete(library, id));
    }

    @Override
    public void check() {
        run("probe", store::check);
    }

    private void run(String operation, Runnable action) {
        call(operation, () -> {
            action.run();
            return null;
        });
    }

    private <T> T call(String operation, Supplier<T> action) {
        Timer.Sample start = Timer.start(registry);
        String outcome = "failed";
        try {
            T result = action.get();
            outcome = "success";
            return result;
        } catch (StorageException e) {
            outcome = outcome(e);
            throw e;
        } finally {
            start.stop(registry.timer("tintype.storage", "operation", operation, "outcome", outcome));
        }
    }

    private static String outcome(StorageException failure) {
        return switch (failure) {
            case StorageException.Unavailable unavailable -> "unavailable";
            case StorageException.Refused refused -> "rejected";
            case StorageException.Altered altered -> "altered";
            case StorageException.AlreadyStored stored -> "already-stored";
        };
    }
}
