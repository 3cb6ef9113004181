package io.tintype.storage.s3.admin;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.admin.CatalogEntry;
import io.tintype.storage.admin.ImageIdRange;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.admin.StoredObject;
import io.tintype.storage.admin.StoredUpload;
import io.tintype.storage.s3.CatalogKey;
import io.tintype.storage.s3.ConditionalWrites;
import io.tintype.storage.s3.ImageKey;
import io.tintype.storage.s3.ObjectMetadata;
import io.tintype.storage.s3.RenditionKey;
import io.tintype.storage.s3.S3LinkGenerations;
import io.tintype.storage.s3.UploadKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.ObjectsPage.ListedObject;
import io.tintype.storage.s3.client.S3Listing;
import io.tintype.storage.s3.client.S3Request;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads and repairs the objects of a bucket. A listing costs one request for 1,000 keys, and any other call costs one
 * request, or two if it looks for an absent object. {@link #incompleteUploads} and the {@link #remove} of such an
 * upload need permissions that the service does not need: {@code s3:ListBucketMultipartUploads} and
 * {@code s3:AbortMultipartUpload}.
 */
class S3StoreAdmin implements StoreAdmin {

    private static final List<String> ROOTS =
            List.of(ImageKey.ROOT, CatalogKey.ROOT, RenditionKey.ROOT, UploadKey.ROOT);

    private final Bucket bucket;
    private final S3Listing listing;

    S3StoreAdmin(Bucket bucket) {
        this.bucket = bucket;
        this.listing = new S3Listing(bucket);
    }

    /** Returns libraries with images, then those with catalog entries but no images, and so on for all roots. */
    @Override
    public Stream<Library> libraries() {
        return ROOTS.stream()
                .flatMap(root -> librariesOf(root)
                        .filter(library -> ROOTS.stream()
                                .takeWhile(earlier -> !earlier.equals(root))
                                .noneMatch(earlier -> has(earlier, library))));
    }

    @Override
    public Stream<ImageIdRange> images(Library library, int maxIds) {
        Iterator<ImageIdRange> groups = new Groups(ids(library).iterator(), maxIds);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(groups, Spliterator.ORDERED), false);
    }

    @Override
    public Stream<CatalogEntry> entries(Library library) {
        return listing.objects(CatalogKey.prefix(library))
                .flatMap(object -> new CatalogKey(object.key())
                        .image().stream()
                                .map(image -> new CatalogEntry(image.id(), object.key(), object.lastModified())));
    }

    @Override
    public Optional<StoredObject> head(Library library, UUID id) {
        String key = ImageKey.of(library, id).text();
        return translate(
                "read the metadata of " + key,
                () -> bucket.head(key)
                        .map(object -> new StoredObject(
                                key,
                                object.contentLength(),
                                object.lastModified(),
                                ObjectMetadata.read(id, object.metadata()).orElse(null))));
    }

    @Override
    public String entryOf(Library library, ImageMetadata image) {
        return CatalogKey.of(library, image).text();
    }

    @Override
    public boolean hasEntry(Library library, String name) {
        return translate("check for " + name, () -> bucket.head(name).isPresent());
    }

    @Override
    public void putEntry(Library library, ImageMetadata image) {
        String key = entryOf(library, image);
        translate("write " + key, () -> bucket.call(S3Request.putEmpty(key, Map.of())));
    }

    @Override
    public void removeEntry(Library library, String name) {
        delete(name);
    }

    @Override
    public Stream<StoredUpload> uploads(Library library) {
        String root = UploadKey.prefix(library);
        return listing.foldersAt(root)
                .flatMap(folder -> RenditionKeys.id(folder.substring(root.length(), folder.length() - 1)).stream()
                        .flatMap(id -> newest(folder).stream().map(time -> new StoredUpload(folder, id, time))));
    }

    /** Returns the time of the newest object, or empty if there are no objects any more. */
    private Optional<Instant> newest(String folder) {
        try (Stream<ListedObject> objects = listing.objects(folder)) {
            return objects.map(ListedObject::lastModified).max(Comparator.naturalOrder());
        }
    }

    @Override
    public Stream<Orphan> orphans(Library library) {
        return Stream.of(
                        listing.objects(ImageKey.prefix(library))
                                .filter(object -> id(library, object).isEmpty())
                                .map(S3StoreAdmin::unknown),
                        listing.objects(CatalogKey.prefix(library))
                                .filter(object ->
                                        new CatalogKey(object.key()).image().isEmpty())
                                .map(S3StoreAdmin::unknown),
                        new RenditionKeys(library, listing).orphans(ids(library)),
                        listing.objects(UploadKey.prefix(library))
                                .filter(object -> !isPartOfUpload(library, object))
                                .map(S3StoreAdmin::unknown))
                .flatMap(orphans -> orphans);
    }

    @Override
    public Stream<Orphan> orphans() {
        Stream<ListedObject> ofImages = ROOTS.stream()
                .flatMap(root -> Stream.concat(
                        listing.objectsAt(root).filter(object -> !object.key().equals(ConditionalWrites.KEY)),
                        listing.foldersAt(root)
                                .filter(folder -> library(root, folder).isEmpty())
                                .flatMap(listing::objects)));
        Stream<ListedObject> ofLinks =
                listing.objects(S3LinkGenerations.ROOT).filter(object -> !S3LinkGenerations.isKey(object.key()));
        return Stream.concat(ofImages, ofLinks).map(S3StoreAdmin::unknown);
    }

    @Override
    public Stream<Orphan> incompleteUploads() {
        translate("list incomplete uploads", () -> bucket.call(S3Request.listUploads(ImageKey.ROOT, "", "", 1)));
        return ROOTS.stream()
                .flatMap(listing::uploads)
                .map(upload -> new Orphan.IncompleteUpload(upload.key(), upload.initiated(), upload.id()));
    }

    @Override
    public void remove(Orphan orphan) {
        switch (orphan) {
            case Orphan.Unknown unknown -> delete(unknown.name());
            case Orphan.Rendition rendition -> delete(rendition.name());
            case Orphan.SupersededRendition rendition -> delete(rendition.name());
            case Orphan.IncompleteUpload upload ->
                translate(
                        "abort the upload to " + upload.name(),
                        () -> bucket.call(S3Request.abortUpload(upload.name(), upload.id())));
        }
    }

    private Stream<Library> librariesOf(String root) {
        return listing.foldersAt(root).flatMap(folder -> library(root, folder).stream());
    }

    private static Optional<Library> library(String root, String folder) {
        try {
            return Optional.of(new Library(folder.substring(root.length(), folder.length() - 1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private boolean has(String root, Library library) {
        try (Stream<ListedObject> objects = listing.objects(root + library.key() + "/")) {
            return objects.findFirst().isPresent();
        }
    }

    /** Returns the ids of the library's images, sorted as text. */
    private Stream<UUID> ids(Library library) {
        return listing.objects(ImageKey.prefix(library)).flatMap(object -> id(library, object).stream());
    }

    private static Optional<UUID> id(Library library, ListedObject object) {
        return RenditionKeys.id(object.key().substring(ImageKey.prefix(library).length()));
    }

    private static boolean isPartOfUpload(Library library, ListedObject object) {
        String[] parts =
                object.key().substring(UploadKey.prefix(library).length()).split("/", 2);
        return RenditionKeys.id(parts[0]).isPresent() && parts.length == 2 && UploadKey.isName(parts[1]);
    }

    private static Orphan unknown(ListedObject object) {
        return new Orphan.Unknown(object.key(), object.lastModified());
    }

    private void delete(String key) {
        translate("remove " + key, () -> {
            bucket.delete(key);
            return null;
        });
    }

    /**
     * Divides sorted ids into consecutive ranges. Each range starts after the last id of the previous range, and ends
     * with its own last id.
     */
    private static final class Groups implements Iterator<ImageIdRange> {

        private final Iterator<UUID> ids;
        private final int maxIds;
        private String startAfter = "";
        private boolean ended;

        Groups(Iterator<UUID> ids, int maxIds) {
            this.ids = ids;
            this.maxIds = maxIds;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public ImageIdRange next() {
            if (ended) {
                throw new NoSuchElementException();
            }
            Set<UUID> group = new HashSet<>();
            String first = startAfter;
            while (group.size() < maxIds && ids.hasNext()) {
                UUID id = ids.next();
                group.add(id);
                startAfter = id.toString();
            }
            ended = !ids.hasNext();
            String last = ended ? "~" : startAfter; // '~' follows all digits
            return new ImageIdRange(
                    group,
                    id -> id.toString().compareTo(first) > 0 && id.toString().compareTo(last) <= 0);
        }
    }
}
