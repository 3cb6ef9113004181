package io.tintype.storage.s3;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.ByteRange;
import io.tintype.storage.Library;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.PendingUploadJson;
import io.tintype.storage.PieceChain;
import io.tintype.storage.PieceChain.Piece;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredContent;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Listing;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3RequestBody;
import io.tintype.storage.s3.client.S3Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Stores resumable uploads in a bucket, in objects with an {@link UploadKey}. Each object is written only if it is absent,
 * so that one of concurrent writers succeeds. The offset of an upload is the sum of the sizes in a listing.
 *
 * <p>Costs in requests: {@code create} and {@code append} 1, {@code find} 1 for an absent upload and otherwise 2,
 * {@code declareLength} 1, {@code transferTo} 1 and 1 for each piece, {@code remove} 2 and 1 for each other object. A listing
 * takes one request for each 1,000 pieces. If the length was declared later, {@code find} takes one more. A conditional write that fails takes one more, to find out whether its own first attempt succeeded.
 */
class S3UploadStore implements UploadStore {

    private static final Logger LOG = Logger.getLogger(S3UploadStore.class);

    /** Larger than every object with the information or the length of an upload. */
    private static final int MAX_TEXT = 1_000_000;

    private final Bucket bucket;
    private final S3Listing listing;
    private final Runnable check;

    /**
     * @param check verifies, once, that the bucket supports what the store requires; runs before an upload is created
     */
    S3UploadStore(Bucket bucket, Runnable check) {
        this.bucket = bucket;
        this.listing = new S3Listing(bucket);
        this.check = check;
    }

    @Override
    public void create(Library library, PendingUpload upload) {
        byte[] json = PendingUploadJson.write(upload);
        boolean isCreated = translate("create upload " + upload.id(), () -> {
            check.run();
            return putIfAbsent(UploadKey.info(library, upload.id()).text(), "application/json", S3RequestBody.of(json));
        });
        if (!isCreated) {
            throw new StorageException.AlreadyStored("upload " + upload.id());
        }
    }

    @Override
    public Optional<UploadProgress> find(Library library, UUID id) {
        return translate("find upload " + id, () -> {
            Map<String, Long> objects = objects(library, id);
            Optional<PendingUpload> upload = objects.containsKey("info") ? info(library, id) : Optional.empty();
            return upload.map(pending -> progress(library, pending, objects));
        });
    }

    private UploadProgress progress(Library library, PendingUpload upload, Map<String, Long> objects) {
        PieceChain chain = chain(objects);
        boolean isDeclaredLater = upload.length().isEmpty() && objects.containsKey("length");
        OptionalLong length = isDeclaredLater ? length(library, upload.id()) : upload.length();
        return new UploadProgress(upload, length, chain.end(), chain.pieces().size());
    }

    @Override
    public boolean append(Library library, UploadProgress progress, Path content, String sha256) {
        UUID id = progress.upload().id();
        String key = UploadKey.piece(library, id, progress.offset()).text();
        S3RequestBody body = new S3RequestBody(content, size(content), sha256);
        return translate("append to upload " + id, () -> putIfAbsent(key, "application/octet-stream", body));
    }

    @Override
    public long declareLength(Library library, UUID id, long length) {
        S3RequestBody body = S3RequestBody.of(Long.toString(length).getBytes(StandardCharsets.US_ASCII));
        return translate("declare the length of upload " + id, () -> {
            boolean isDeclared = putIfAbsent(UploadKey.length(library, id).text(), "text/plain", body);
            return isDeclared ? length : length(library, id).orElse(length); // absent if the upload was removed
        });
    }

    @Override
    public boolean transferTo(Library library, UploadProgress progress, OutputStream target) throws IOException {
        UUID id = progress.upload().id();
        String action = "read upload " + id;
        Map<String, Long> objects = translate(action, () -> objects(library, id));
        Optional<List<Piece>> pieces = chain(objects).before(progress.offset());
        if (pieces.isEmpty() || !objects.containsKey("info")) {
            return false;
        }
        for (Piece piece : pieces.get()) {
            String key = UploadKey.piece(library, id, piece.offset()).text();
            Optional<S3Response> response = translate(action, () -> bucket.callIfPresent(S3Request.get(key, Map.of())));
            if (response.isEmpty()) {
                return false;
            }
            try (StoredContent _ = response.get().bytes()) {
                UUID imageId = progress.upload().imageId();
                StoredContent bytes = translate(action, () -> content(response.get(), piece, imageId));
                piece.copy(bytes.stream(), target, sha256(response.get()), imageId);
            }
        }
        return true;
    }

    @Override
    public void remove(Library library, UUID id) {
        translate("remove upload " + id, () -> {
            bucket.delete(UploadKey.info(library, id).text());
            String prefix = UploadKey.prefix(library, id);
            objects(library, id).keySet().forEach(name -> bucket.delete(prefix + name));
            return null;
        });
    }

    /**
     * Writes an object if it is absent. The call is retried, so a 412 may result from the first attempt of this call,
     * if its response was lost. The object's metadata identifies the call that wrote it.
     *
     * @return whether this call wrote the object
     */
    private boolean putIfAbsent(String key, String contentType, S3RequestBody body) {
        UUID write = UUID.randomUUID();
        Map<String, String> headers = Map.of(
                "If-None-Match",
                "*",
                "Content-Type",
                contentType,
                S3Response.METADATA + ObjectMetadata.WRITE,
                write.toString(),
                S3Response.METADATA + ObjectMetadata.SHA256,
                body.sha256());
        try {
            bucket.call(S3Request.put(key, headers, body));
            return true;
        } catch (S3Exception e) {
            if (!S3ExceptionTranslator.isPresence(e)) {
                throw e;
            }
            return bucket.head(key)
                    .map(object -> ObjectMetadata.wasWrittenBy(write, object.metadata()))
                    .orElse(false);
        }
    }

    /** Returns the sizes of the objects of an upload, by the ends of their keys. */
    private Map<String, Long> objects(Library library, UUID id) {
        String prefix = UploadKey.prefix(library, id);
        Map<String, Long> sizes = new TreeMap<>();
        listing.objects(prefix).forEach(object -> sizes.put(object.key().substring(prefix.length()), object.size()));
        return sizes;
    }

    private static PieceChain chain(Map<String, Long> objects) {
        Map<Long, Long> sizes = new HashMap<>();
        objects.forEach((name, size) -> PieceChain.offset(name).ifPresent(offset -> sizes.put(offset, size)));
        return PieceChain.of(sizes);
    }

    private Optional<PendingUpload> info(Library library, UUID id) {
        String key = UploadKey.info(library, id).text();
        Optional<byte[]> json = text(key);
        Optional<PendingUpload> upload = json.flatMap(bytes -> PendingUploadJson.read(id, bytes));
        if (json.isPresent() && upload.isEmpty()) {
            LOG.warnf("an invalid object, so its upload is treated as absent: %s", key);
        }
        return upload;
    }

    private OptionalLong length(Library library, UUID id) {
        return text(UploadKey.length(library, id).text())
                .map(bytes -> OptionalLong.of(Long.parseLong(new String(bytes, StandardCharsets.US_ASCII))))
                .orElse(OptionalLong.empty());
    }

    /** Returns the content of a small object, or empty if it does not exist. */
    private Optional<byte[]> text(String key) {
        return bucket.callIfPresent(S3Request.get(key, Map.of())).map(response -> {
            try (StoredContent content = response.bytes()) {
                return content.stream().readNBytes(MAX_TEXT);
            } catch (IOException e) {
                throw new StorageException.Unavailable("read " + key + ": " + e, e);
            }
        });
    }

    private static StoredContent content(S3Response response, Piece piece, UUID imageId) {
        S3Content object = S3Content.of(response);
        if (!object.isOf(piece.size())) {
            throw new StorageException.Altered(imageId);
        }
        return object.from(new ByteRange(0, piece.size() - 1));
    }

    private static String sha256(S3Response response) {
        return response.metadata().getOrDefault(ObjectMetadata.SHA256, "");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
