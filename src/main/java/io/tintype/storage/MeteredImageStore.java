package io.tintype.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Wraps a store and records its operations. */
record MeteredImageStore(ImageStore store, StoreTimer timer) implements ImageStore {

    @Override
    public void store(Library library, ImageMetadata image, Path content) {
        timer.run("store", () -> store.store(library, image, content));
    }

    @Override
    public ImageMetadata storeOnce(Library library, ImageMetadata image, Path content) {
        return timer.call("store-once", () -> store.storeOnce(library, image, content));
    }

    @Override
    public Optional<ImageMetadata> find(Library library, UUID id) {
        return timer.call("find", () -> store.find(library, id));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id) {
        return timer.call("open", () -> store.open(library, id));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id, ByteRange range) {
        return timer.call("open", () -> store.open(library, id, range));
    }

    @Override
    public ListPage list(Library library, ImageCursor cursor, int limit) {
        return timer.call("list", () -> store.list(library, cursor, limit));
    }

    @Override
    public Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name) {
        return timer.call("open-rendition", () -> store.openRendition(library, id, name));
    }

    @Override
    public boolean putRendition(Library library, ImageMetadata image, RenditionName name, Path content, String sha256) {
        return timer.call("put-rendition", () -> store.putRendition(library, image, name, content, sha256));
    }

    @Override
    public int countRenditions(Library library, UUID id) {
        return timer.call("count-renditions", () -> store.countRenditions(library, id));
    }

    @Override
    public int linkGeneration(Library library) {
        return timer.call("link-generation", () -> store.linkGeneration(library));
    }

    @Override
    public int nextLinkGeneration(Library library) {
        return timer.call("next-link-generation", () -> store.nextLinkGeneration(library));
    }

    @Override
    public void delete(Library library, UUID id) {
        timer.run("delete", () -> store.delete(library, id));
    }

    @Override
    public void check() {
        timer.run("probe", store::check);
    }
}
