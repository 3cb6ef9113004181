package io.tintype.storage.s3;

import static io.tintype.storage.s3.S3Failures.calling;
import static io.tintype.storage.s3.S3Failures.ifPresent;

import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageList;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Images in a bucket, which is all the database there is: {@code images/<library key>/<id>} has the bytes, with the
 * facts as metadata, and a {@link CatalogKey} the facts once more, for the listing. {@link S3Renditions}
 * are below a prefix of their own.
 *
 * <p>The image is written first and its catalog entry second, so that a listed image always exists; {@link #delete}
 * goes the other way. An object without our metadata counts as absent, and a key without our form is left out of
 * lists; both are logged.
 *
 * <p>Costs: {@code store} 2 requests, {@code find} and {@code open} 1, {@code delete} 4 and one for each rendition, one
 * {@code list} 1, whatever the size of its page, {@code openRendition} 1 and {@code keepRendition} 2. An absent image
 * costs {@code find} and {@code delete} one more: a HEAD is answered without a body, and the same 404 stands for a
 * missing image and for a missing bucket, which are told apart by a HeadBucket.
 */
public class S3ImageStore implements ImageStore {

    /** Above every library's images. */
    static final String IMAGES = "images/";

    private static final Logger LOG = Logger.getLogger(S3ImageStore.class);

    /** A caller waits while a failed call is cleaned up, after the time that the call itself has taken. */
    private static final Duration CLEAN_UP_WITHIN = Duration.ofSeconds(5);

    private final S3Client client;
    private final String bucket;
    private final S3Renditions renditions;

    /**
     * A store in this bucket.
     *
     * @param client stays the caller's, who closes it
     */
    public S3ImageStore(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
        renditions = new S3Renditions(client, bucket);
    }

    @Override
    public void store(Library library, StoredImage image, Path content) {
        String action = "store image " + image.id();
        UUID write = UUID.randomUUID();
        try {
            putImage(library, image, content, write);
        } catch (SdkException e) {
            StorageException failure = S3Failures.of(action, e);
            if (failure instanceof StorageException.Unavailable) { // else S3 said that it wrote nothing
                withdraw(library, image, write, failure);
            }
            throw failure;
        }
        try {
            putEntry(library, image);
        } catch (SdkException e) {
            StorageException failure = S3Failures.of(action, e);
            withdraw(library, image, write, failure);
            throw failure;
        }
    }

    @Override
    public Optional<StoredImage> find(Library library, UUID id) {
        return calling("find image " + id, () -> facts(library, id));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id) {
        return calling("open image " + id, () -> get(library, id, null));
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id, ByteRange range) {
        return calling("open image " + id, () -> get(library, id, "bytes=" + range.first() + "-" + range.last()));
    }

    @Override
    public ImageList list(Library library, ImageCursor cursor, int limit) {
        return calling("list library " + library.key(), () -> page(library, cursor, limit));
    }

    @Override
    public Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name) {
        return calling("open a rendition of image " + id, () -> renditions.open(library, id, name));
    }

    @Override
    public boolean keepRendition(Library library, StoredImage image, RenditionName name, Path content, String sha256) {
        UUID id = image.id();
        return calling(
                "keep a rendition of image " + id,
                () -> renditions.keep(
                        library,
                        id,
                        name,
                        content,
                        sha256,
                        () -> facts(library, id).equals(Optional.of(image))));
    }

    @Override
    public void delete(Library library, UUID id) {
        calling("delete image " + id, () -> {
            facts(library, id).ifPresent(image -> {
                remove(CatalogKey.of(library, image).text(), S3ImageStore::inTime);
                remove(imageKey(library, id), S3ImageStore::inTime);
            });
            renditions.removeAll(library, id); // also where the image is gone: an earlier delete may have been cut off
            return null;
        });
    }

    @Override
    public void probe() {
        calling(
                "probe bucket " + bucket,
                () -> client.listObjectsV2(request ->
                        request.bucket(bucket).prefix(CatalogKey.ROOT).maxKeys(1)));
    }

    /**
     * Writes the image where there is none. The SDK retries, and so a 412 may be about our own first try, whose answer
     * was lost: the object's metadata tell which call wrote it.
     */
    private void putImage(Library library, StoredImage image, Path content, UUID write) {
        String key = imageKey(library, image.id());
        try {
            client.putObject(
                    request -> request.bucket(bucket)
                            .key(key)
                            .ifNoneMatch("*")
                            .contentType(image.mediaType())
                            .checksumSHA256(base64(image.sha256()))
                            .metadata(Facts.metadata(image, write)),
                    RequestBody.fromFile(content));
        } catch (S3Exception e) {
            if (!S3Failures.isPresence(e)) {
                throw e;
            }
            if (!wasWrittenBy(write, key, S3ImageStore::inTime)) {
                throw new StorageException.AlreadyStored("image " + image.id());
            }
        }
    }

    private void putEntry(Library library, StoredImage image) {
        client.putObject(
                request ->
                        request.bucket(bucket).key(CatalogKey.of(library, image).text()),
                RequestBody.empty());
    }

    /**
     * Removes what a failed call wrote, or may have written though it got no answer. Only that: another call may have
     * stored the same id meanwhile.
     */
    private void withdraw(Library library, StoredImage image, UUID write, StorageException failure) {
        String key = imageKey(library, image.id());
        try {
            if (wasWrittenBy(write, key, S3ImageStore::soon)) {
                remove(CatalogKey.of(library, image).text(), S3ImageStore::soon);
                remove(key, S3ImageStore::soon);
            }
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
    }

    private boolean wasWrittenBy(UUID write, String key, Within within) {
        return head(key, within)
                .map(object -> Facts.wasWrittenBy(write, object.metadata()))
                .orElse(false);
    }

    private Optional<StoredImage> facts(Library library, UUID id) {
        String key = imageKey(library, id);
        return head(key, S3ImageStore::inTime).flatMap(object -> facts(key, id, object.metadata()));
    }

    private static Optional<StoredImage> facts(String key, UUID id, Map<String, String> metadata) {
        Optional<StoredImage> image = Facts.read(id, metadata);
        if (image.isEmpty()) {
            LOG.warnf("not an object of ours, counts as absent: %s", key);
        }
        return image;
    }

    private Optional<HeadObjectResponse> head(String key, Within within) {
        Optional<HeadObjectResponse> object = ifPresent(() ->
                client.headObject(request -> request.bucket(bucket).key(key).overrideConfiguration(within)));
        if (object.isEmpty()) {
            client.headBucket(request -> request.bucket(bucket).overrideConfiguration(within));
        }
        return object;
    }

    private Optional<ImageContent> get(Library library, UUID id, String range) {
        String key = imageKey(library, id);
        return ifPresent(() -> ObjectBytes.ask(
                        client, request -> request.bucket(bucket).key(key).range(range)))
                .flatMap(answer -> content(key, id, answer));
    }

    private static Optional<ImageContent> content(String key, UUID id, ResponseInputStream<GetObjectResponse> answer) {
        Optional<StoredImage> image = facts(key, id, answer.response().metadata());
        if (image.isEmpty()) {
            answer.abort();
            return Optional.empty();
        }
        return Optional.of(new ImageContent(image.get(), new ObjectBytes(answer)));
    }

    /** One request, except where a whole answer is keys that are not ours: then on behind them. */
    private ImageList page(Library library, ImageCursor cursor, int limit) {
        String behind = CatalogKey.behind(library, cursor);
        while (true) {
            ListObjectsV2Response answer = entries(library, behind, limit);
            List<String> keys = answer.contents().stream().map(S3Object::key).toList();
            boolean more = Boolean.TRUE.equals(answer.isTruncated()) && !keys.isEmpty();
            Optional<ImageCursor> last = lastPlace(keys);
            if (!more || last.isPresent()) {
                return new ImageList(images(keys), more ? last : Optional.empty());
            }
            LOG.warnf("no catalog entry of ours in a whole answer, up to: %s", keys.getLast());
            behind = keys.getLast();
        }
    }

    private ListObjectsV2Response entries(Library library, String behind, int limit) {
        return client.listObjectsV2(request -> request.bucket(bucket)
                .prefix(CatalogKey.root(library))
                .startAfter(behind)
                .maxKeys(limit));
    }

    private static Optional<ImageCursor> lastPlace(List<String> keys) {
        return keys.reversed().stream()
                .flatMap(key -> new CatalogKey(key).place().stream())
                .findFirst();
    }

    private static List<StoredImage> images(List<String> keys) {
        List<StoredImage> images = new ArrayList<>(keys.size());
        for (String key : keys) {
            Optional<StoredImage> image = new CatalogKey(key).image();
            if (image.isEmpty()) {
                LOG.warnf("not a catalog entry of ours, left out: %s", key);
            }
            image.ifPresent(images::add);
        }
        return images;
    }

    private void remove(String key, Within within) {
        client.deleteObject(request -> request.bucket(bucket).key(key).overrideConfiguration(within));
    }

    /** How long one call may take. */
    private interface Within extends Consumer<AwsRequestOverrideConfiguration.Builder> {}

    private static void inTime(AwsRequestOverrideConfiguration.Builder call) {
        // as the client is configured
    }

    private static void soon(AwsRequestOverrideConfiguration.Builder call) {
        call.apiCallTimeout(CLEAN_UP_WITHIN);
    }

    /** What the keys of a library's images begin with. */
    static String imageRoot(Library library) {
        return IMAGES + library.key() + "/";
    }

    static String imageKey(Library library, UUID id) {
        return imageRoot(library) + id;
    }

    /** A checksum as S3 wants it. */
    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
