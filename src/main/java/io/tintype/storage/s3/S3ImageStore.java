package io.tintype.storage.s3;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.ListPage;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredContent;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.KeyPages;
import io.tintype.storage.s3.client.ListObjectsPage;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3RequestBody;
import io.tintype.storage.s3.client.S3Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Stores images in a bucket, which is the only database. The object {@code images/<library key>/<id>} contains the
 * bytes, and the metadata as user metadata. A {@link CatalogKey} contains the metadata again, for listing. {@link S3Renditions}
 * have their own prefix.
 *
 * <p>The image is written first and its catalog entry second, so that a listed image always exists; {@link #delete}
 * uses the reverse order. An object without the service's metadata is treated as absent, and a key that is not a valid
 * catalog key is left out of lists; both are logged.
 *
 * <p>Costs in requests: {@code store} and {@code storeOnce} 2, {@code find} and {@code open} 1, {@code delete} 4 plus 1 for each rendition,
 * {@code list} 1 for a page of any size, {@code openRendition} 1 and {@code putRendition} 2. For an absent image,
 * {@code find} and {@code delete} send one more request: the response to a HEAD has no body, and has the same status
 * 404 for a missing image and for a missing bucket. A HeadBucket distinguishes the two.
 */
class S3ImageStore implements ImageStore {

    private static final Logger LOG = Logger.getLogger(S3ImageStore.class);

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private static final int MAX_TRIES = 3;

    /** Limits the clean-up after a failed call, because the caller waits for it in addition to the call itself. */
    private static final Duration CLEAN_UP_WITHIN = Duration.ofSeconds(5);

    private final Bucket bucket;
    private final Runnable check;
    private final Bucket cleanUpBucket;
    private final S3Renditions renditions;
    private final S3LinkGenerations links;

    /** Creates a store for a bucket that is known to support conditional writes. */
    S3ImageStore(Bucket bucket) {
        this(bucket, () -> {});
    }

    /**
     * @param check verifies, once, that the bucket supports what the store requires; runs when the service checks its
     *     readiness, and before the first image is stored
     */
    S3ImageStore(Bucket bucket, Runnable check) {
        this.bucket = bucket;
        this.check = check;
        cleanUpBucket = bucket.withTimeout(CLEAN_UP_WITHIN);
        renditions = new S3Renditions(bucket);
        links = new S3LinkGenerations(bucket);
    }

    @Override
    public void store(Library library, ImageMetadata image, Path content) {
        String action = "store image " + image.id();
        UUID write = UUID.randomUUID();
        checked(action);
        try {
            putImage(library, image, content, write);
        } catch (SdkException e) {
            StorageException failure = S3ExceptionTranslator.of(action, e);
            if (failure instanceof StorageException.Unavailable) { // otherwise S3 responded that it wrote nothing
                withdraw(library, image, write, failure);
            }
            throw failure;
        }
        try {
            putEntry(library, image);
        } catch (SdkException e) {
            StorageException failure = S3ExceptionTranslator.of(action, e);
            withdraw(library, image, write, failure);
            throw failure;
        }
    }

    @Override
    public ImageMetadata storeOnce(Library library, ImageMetadata image, Path content) {
        String action = "store image " + image.id();
        checked(action);
        return translate(action, () -> {
            for (int tries = 1; ; tries++) {
                try {
                    putImage(library, image, content, UUID.randomUUID());
                    putEntry(library, image);
                    return image;
                } catch (StorageException.AlreadyStored e) {
                    Optional<ImageMetadata> stored = listed(library, image.id());
                    if (stored.isPresent()) {
                        return stored.get();
                    }
                    if (tries == MAX_TRIES) { // it was deleted in between, or is not an image
                        throw e;
                    }
                }
            }
        });
    }

    /** Returns an image, and writes its catalog entry if the call that stored the image has not, or not yet. */
    private Optional<ImageMetadata> listed(Library library, UUID id) {
        Optional<ImageMetadata> image = metadata(library, id);
        if (image.isEmpty()
                || bucket.head(CatalogKey.of(library, image.get()).text()).isPresent()) {
            return image;
        }
        putEntry(library, image.get());
        if (metadata(library, id).isPresent()) {
            return image;
        }
        bucket.delete(CatalogKey.of(library, image.get()).text()); // deleted meanwhile
        return Optional.empty();
    }

    @Override
    public Optional<ImageMetadata> find(Library library, UUID id) {
        return translate("find image " + id, () -> metadata(library, id));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id) {
        return translate("open image " + id, () -> get(library, id, Map.of(), S3ImageStore::all));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id, ByteRange range) {
        Map<String, String> headers = Map.of("Range", "bytes=" + range.first() + "-" + range.last());
        return translate("open image " + id, () -> get(library, id, headers, _ -> range));
    }

    @Override
    public ListPage list(Library library, ImageCursor cursor, int limit) {
        return translate("list library " + library.key(), () -> page(library, cursor, limit));
    }

    @Override
    public Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name) {
        return translate("open a rendition of image " + id, () -> renditions.open(library, id, name));
    }

    @Override
    public boolean putRendition(Library library, ImageMetadata image, RenditionName name, Path content, String sha256) {
        UUID id = image.id();
        return translate(
                "store a rendition of image " + id,
                () -> renditions.keep(
                        library,
                        id,
                        name,
                        content,
                        sha256,
                        () -> metadata(library, id).equals(Optional.of(image))));
    }

    @Override
    public int countRenditions(Library library, UUID id) {
        return translate("count the renditions of image " + id, () -> renditions.count(library, id));
    }

    @Override
    public int linkGeneration(Library library) {
        return translate("read the links of library " + library.key(), () -> links.current(library));
    }

    @Override
    public int nextLinkGeneration(Library library) {
        return translate("revoke the links of library " + library.key(), () -> links.next(library));
    }

    @Override
    public void delete(Library library, UUID id) {
        translate("delete image " + id, () -> {
            metadata(library, id).ifPresent(image -> {
                bucket.delete(CatalogKey.of(library, image).text());
                bucket.delete(ImageKey.of(library, id).text());
            });
            renditions.removeAll(library, id); // even without the image: an earlier delete may be incomplete
            return null;
        });
    }

    @Override
    public void check() {
        translate("check the bucket", () -> bucket.list(CatalogKey.ROOT, "", "", 1));
        checked("check the bucket");
    }

    private void checked(String action) {
        translate(action, () -> {
            check.run();
            return null;
        });
    }

    /**
     * Writes the image if it does not exist. The call is retried, so a 412 may result from the first attempt of this
     * call, if its response was lost. The object's metadata identifies the call that wrote it.
     */
    private void putImage(Library library, ImageMetadata image, Path content, UUID write) {
        String key = ImageKey.of(library, image.id()).text();
        Map<String, String> headers = new HashMap<>();
        headers.put("If-None-Match", "*");
        headers.put("Content-Type", image.mediaType());
        ObjectMetadata.metadata(image, write).forEach((name, value) -> headers.put(S3Response.METADATA + name, value));
        try {
            bucket.call(S3Request.put(key, headers, new S3RequestBody(content, image.size(), image.sha256())));
        } catch (S3Exception e) {
            if (!S3ExceptionTranslator.isPresence(e)) {
                throw e;
            }
            if (!wasWrittenBy(write, key, bucket)) {
                throw new StorageException.AlreadyStored("image " + image.id());
            }
        }
    }

    private void putEntry(Library library, ImageMetadata image) {
        bucket.call(S3Request.putEmpty(CatalogKey.of(library, image).text(), Map.of()));
    }

    /**
     * Removes what a failed call wrote, or may have written although it received no response. Removes nothing else,
     * because another call may have stored the same id meanwhile.
     */
    private void withdraw(Library library, ImageMetadata image, UUID write, StorageException failure) {
        String key = ImageKey.of(library, image.id()).text();
        try {
            if (wasWrittenBy(write, key, cleanUpBucket)) {
                cleanUpBucket.delete(CatalogKey.of(library, image).text());
                cleanUpBucket.delete(key);
            }
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
    }

    private static boolean wasWrittenBy(UUID write, String key, Bucket bucket) {
        return bucket.head(key)
                .map(object -> ObjectMetadata.wasWrittenBy(write, object.metadata()))
                .orElse(false);
    }

    private Optional<ImageMetadata> metadata(Library library, UUID id) {
        String key = ImageKey.of(library, id).text();
        return bucket.head(key).flatMap(object -> metadata(key, id, object.metadata()));
    }

    private static Optional<ImageMetadata> metadata(String key, UUID id, Map<String, String> metadata) {
        Optional<ImageMetadata> image = ObjectMetadata.read(id, metadata);
        if (image.isEmpty()) {
            LOG.warnf("an object without the metadata of an image, treated as absent: %s", key);
        }
        return image;
    }

    private static ByteRange all(ImageMetadata image) {
        return new ByteRange(0, image.size() - 1);
    }

    private Optional<ImageContent> get(
            Library library, UUID id, Map<String, String> headers, Function<ImageMetadata, ByteRange> range) {
        String key = ImageKey.of(library, id).text();
        try {
            return bucket.callIfPresent(S3Request.get(key, headers))
                    .flatMap(response -> content(key, id, response, range));
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) { // the range is within the size in the metadata
                throw new StorageException.Altered(id);
            }
            throw e;
        }
    }

    private static Optional<ImageContent> content(
            String key, UUID id, S3Response response, Function<ImageMetadata, ByteRange> range) {
        boolean isOpen = false;
        try {
            S3Content object = S3Content.of(response);
            Optional<ImageContent> content = metadata(key, id, response.metadata())
                    .map(image -> new ImageContent(image, bytes(image, object, range.apply(image))));
            isOpen = content.isPresent();
            return content;
        } finally {
            if (!isOpen) {
                response.bytes().close();
            }
        }
    }

    private static StoredContent bytes(ImageMetadata image, S3Content object, ByteRange range) {
        if (!object.isOf(image.size())) {
            throw new StorageException.Altered(image.id());
        }
        return object.from(range);
    }

    /** Returns a page with one request, or with more if a truncated page contains no valid catalog keys. */
    private ListPage page(Library library, ImageCursor cursor, int limit) {
        KeyPages pages =
                new KeyPages(bucket, CatalogKey.prefix(library), CatalogKey.startAfter(library, cursor), limit);
        while (true) {
            ListObjectsPage page = pages.next();
            Optional<ImageCursor> last = lastCursor(page.keys());
            if (!page.isTruncated() || last.isPresent()) {
                return new ListPage(images(page.keys()), page.isTruncated() ? last : Optional.empty());
            }
            LOG.warnf("a truncated page without a valid catalog entry, library %s", library.key());
        }
    }

    private static Optional<ImageCursor> lastCursor(List<String> keys) {
        return keys.reversed().stream()
                .flatMap(key -> new CatalogKey(key).cursor().stream())
                .findFirst();
    }

    private static List<ImageMetadata> images(List<String> keys) {
        List<ImageMetadata> images = new ArrayList<>(keys.size());
        for (String key : keys) {
            Optional<ImageMetadata> image = new CatalogKey(key).image();
            if (image.isEmpty()) {
                LOG.warnf("an invalid catalog entry, skipped: %s", key);
            }
            image.ifPresent(images::add);
        }
        return images;
    }
}
