package io.tintype.storage.disk;

import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionName;
import io.tintype.storage.admin.CatalogEntry;
import io.tintype.storage.admin.ImageIdRange;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.admin.StoredObject;
import io.tintype.storage.admin.StoredUpload;
import io.tintype.storage.disk.CatalogWalk.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Lists and repairs the contents of a disk store's folder. For each library, it keeps only the names in one folder in
 * memory: the images whose ids end in the same two digits, or the few names that {@link CatalogWalk} needs. The name of
 * a catalog entry is its cursor key.
 */
class DiskStoreAdmin implements StoreAdmin {

    private static final int SHARDS = 256;

    private final DiskLayout layout;

    DiskStoreAdmin(Path root) {
        layout = new DiskLayout(root.toAbsolutePath().normalize());
    }

    @Override
    public Stream<Library> libraries() {
        return children(layout.root()).flatMap(folder -> library(folder).stream());
    }

    @Override
    public Stream<ImageIdRange> images(Library library, int maxIds) {
        Iterator<ImageIdRange> groups = new Groups(library, maxIds);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(groups, Spliterator.ORDERED), false);
    }

    @Override
    public Stream<CatalogEntry> entries(Library library) {
        CatalogWalk walk = new CatalogWalk(layout.catalog(library), ImageCursor.START, DurableFiles::entries);
        return Stream.generate(() -> translate("list the catalog of library " + library.key(), walk::next))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .map(DiskStoreAdmin::entry);
    }

    @Override
    public Optional<StoredObject> head(Library library, UUID id) {
        Path folder = layout.image(library, id);
        return translate("read the metadata of image " + id, () -> {
            if (!Files.isDirectory(folder)) {
                return Optional.empty();
            }
            Path sidecar = DiskLayout.sidecar(folder);
            try {
                // The modification time of the folder changes with each file that is added beside the image.
                Instant writtenAt = modified(Files.exists(sidecar) ? sidecar : folder);
                return Optional.of(new StoredObject(name(folder), size(folder), writtenAt, readMetadata(sidecar, id)));
            } catch (NoSuchFileException _) {
                return Optional.empty(); // deleted by another process
            }
        });
    }

    @Override
    public String entryOf(Library library, ImageMetadata image) {
        return ImageCursor.after(image).key();
    }

    @Override
    public boolean hasEntry(Library library, String name) {
        return new DiskCatalog(layout.catalog(library)).contains(new ImageCursor(name));
    }

    @Override
    public void putEntry(Library library, ImageMetadata image) {
        translate("write entry of image " + image.id(), () -> {
            new DiskCatalog(layout.catalog(library)).add(ImageCursor.after(image));
            return null;
        });
    }

    @Override
    public void removeEntry(Library library, String name) {
        translate("remove entry " + name, () -> {
            new DiskCatalog(layout.catalog(library)).remove(new ImageCursor(name));
            return null;
        });
    }

    @Override
    public Stream<StoredUpload> uploads(Library library) {
        return children(layout.uploads(library))
                .flatMap(upload ->
                        id(upload).stream().map(id -> new StoredUpload(name(upload), id, modifiedIfThere(upload))));
    }

    @Override
    public Stream<Orphan> orphans(Library library) {
        Path home = layout.root().resolve(library.key());
        Path images = home.resolve("images");
        Path catalog = layout.catalog(library);
        Path links = layout.links(library);
        Path uploads = layout.uploads(library);
        Stream<Orphan> unknown = Stream.of(
                        children(home)
                                .filter(path ->
                                        !Set.of(images, catalog, links, uploads).contains(path)),
                        children(images).flatMap(DiskStoreAdmin::unknownImages),
                        children(links).filter(file -> !DiskLinkGenerations.isFile(file)),
                        children(uploads).flatMap(DiskStoreAdmin::unknownUploads),
                        unknownEntries(CatalogNode.top(catalog)))
                .flatMap(paths -> paths)
                .map(path -> new Orphan.Unknown(name(path), modifiedIfThere(path)));
        return Stream.concat(
                unknown,
                children(images)
                        .flatMap(DiskStoreAdmin::supersededRenditions)
                        .map(path -> new Orphan.SupersededRendition(name(path), modifiedIfThere(path))));
    }

    @Override
    public Stream<Orphan> orphans() {
        return children(layout.root())
                .filter(path -> library(path).isEmpty())
                .filter(path -> !path.equals(layout.temporary()) && !path.equals(layout.lock()))
                .map(path -> new Orphan.Unknown(name(path), modifiedIfThere(path)));
    }

    @Override
    public Stream<Orphan> incompleteUploads() {
        return children(layout.temporary())
                .map(path -> new Orphan.IncompleteUpload(name(path), modifiedIfThere(path), ""));
    }

    @Override
    public void remove(Orphan orphan) {
        translate("remove " + orphan.name(), () -> {
            DurableFiles.remove(layout.root().resolve(orphan.name()));
            return null;
        });
    }

    private static Optional<Library> library(Path folder) {
        try {
            Library library = new Library(folder.getFileName().toString());
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? Optional.of(library) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isShard(Path folder) {
        return folder.getFileName().toString().matches("[0-9a-f]{2}") && Files.isDirectory(folder);
    }

    private static Stream<Path> unknownImages(Path shard) {
        if (!isShard(shard)) {
            return Stream.of(shard);
        }
        String digits = shard.getFileName().toString();
        return children(shard)
                .filter(image ->
                        id(image).filter(id -> id.toString().endsWith(digits)).isEmpty());
    }

    private static Stream<Path> unknownUploads(Path upload) {
        return id(upload).isPresent()
                ? children(upload).filter(entry -> !DiskUploadStore.isPart(entry))
                : Stream.of(upload);
    }

    private static Stream<Path> supersededRenditions(Path shard) {
        if (!isShard(shard)) {
            return Stream.empty();
        }
        return children(shard)
                .filter(image -> id(image).isPresent())
                .flatMap(DiskStoreAdmin::children)
                .filter(file -> RenditionName.isSuperseded(file.getFileName().toString()));
    }

    private static Stream<Path> unknownEntries(CatalogNode node) {
        return children(node.directory())
                .filter(entry -> node.cursor(entry).isEmpty())
                .flatMap(entry -> node.child(entry)
                        .filter(child -> Files.isDirectory(child.directory(), LinkOption.NOFOLLOW_LINKS))
                        .map(DiskStoreAdmin::unknownEntries)
                        .orElse(Stream.of(entry)));
    }

    private static Optional<UUID> id(Path image) {
        String text = image.getFileName().toString();
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) && Files.isDirectory(image) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static CatalogEntry entry(Marker marker) {
        return new CatalogEntry(marker.cursor().id(), marker.cursor().key(), modifiedIfThere(marker.file()));
    }

    private static ImageMetadata readMetadata(Path sidecar, UUID id) throws IOException {
        if (!Files.exists(sidecar)) {
            return null;
        }
        return Sidecar.read(Files.readAllBytes(sidecar))
                .filter(image -> image.id().equals(id))
                .orElse(null);
    }

    private static long size(Path image) throws IOException {
        try {
            return Files.size(DiskLayout.content(image));
        } catch (NoSuchFileException _) {
            return -1;
        }
    }

    private String name(Path path) {
        return layout.root().relativize(path).toString();
    }

    private static Instant modified(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    /** Returns the modification time, or the current time if the file is gone: the audit leaves new files alone. */
    private static Instant modifiedIfThere(Path path) {
        return translate("read the file attributes of " + path, () -> {
            try {
                return modified(path);
            } catch (NoSuchFileException _) {
                return Instant.now();
            }
        });
    }

    /** Returns the entries of a folder, sorted. A missing folder has no entries. */
    private static Stream<Path> children(Path folder) {
        List<Path> children = translate("list " + folder, () -> DurableFiles.entries(folder));
        return children.stream().sorted();
    }

    private static <T> T translate(String action, FileWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw DiskFailures.of(action, e);
        }
    }

    private interface FileWork<T> {
        T run() throws IOException;
    }

    /** Iterates over ranges of whole shards. A shard has the ids that end in the same two digits. */
    private final class Groups implements Iterator<ImageIdRange> {

        private final Path images;
        private final int maxIds;
        private int next;

        Groups(Library library, int maxIds) {
            images = layout.root().resolve(library.key()).resolve("images");
            this.maxIds = maxIds;
        }

        @Override
        public boolean hasNext() {
            return next < SHARDS;
        }

        @Override
        public ImageIdRange next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Set<UUID> ids = new HashSet<>();
            int first = next;
            while (next < SHARDS && (next == first || ids.size() < maxIds)) {
                Path shard = images.resolve("%02x".formatted(next));
                children(shard).flatMap(image -> id(image).stream()).forEach(ids::add);
                next++;
            }
            int end = next;
            return new ImageIdRange(ids, id -> lastByte(id) >= first && lastByte(id) < end);
        }

        private static int lastByte(UUID id) {
            return (int) (id.getLeastSignificantBits() & (SHARDS - 1));
        }
    }
}
