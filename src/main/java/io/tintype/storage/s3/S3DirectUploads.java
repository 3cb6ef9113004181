package io.tintype.storage.s3;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.Checksum;
import io.tintype.storage.DirectFile;
import io.tintype.storage.DirectUploads;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3RequestBody;
import io.tintype.storage.s3.client.S3Response;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Presigns the PUT of an object of an upload (Signature Version 4 in the query), and copies that object. The length, the
 * checksum and the condition that the object is absent are signed headers, so a client cannot change them.
 *
 * <p>Costs in requests: {@code target} 0, {@code find} 1, {@code store} 3.
 *
 * @param publicStore the URL at which clients reach the store, if it differs from the one that the service uses
 */
record S3DirectUploads(Bucket bucket, Optional<URI> publicStore) implements DirectUploads {

    private static final String CHECKSUM = "x-amz-checksum-sha256";
    private static final Map<String, String> WITH_CHECKSUM = Map.of("x-amz-checksum-mode", "ENABLED");

    @Override
    public Target target(Library library, UUID id, long size, String sha256, Duration lifetime) {
        Map<String, String> headers =
                Map.of("If-None-Match", "*", CHECKSUM, Base64.getEncoder().encodeToString(Checksum.bytes(sha256)));
        Map<String, String> signed = new HashMap<>(headers);
        signed.put("Content-Length", Long.toString(size));
        S3Request put = S3Request.put(UploadKey.direct(library, id).text(), signed, S3RequestBody.of(new byte[0]));
        URI url = translate("presign upload " + id, () -> bucket.presign(put, publicStore, lifetime));
        return new Target(url, headers);
    }

    @Override
    public Optional<DirectFile> find(Library library, UUID id) {
        String key = UploadKey.direct(library, id).text();
        return translate(
                "find upload " + id, () -> bucket.head(key, WITH_CHECKSUM).map(object -> file(key, object)));
    }

    private S3DirectFile file(String key, S3Response object) {
        return new S3DirectFile(
                bucket, key, object.contentLength(), object.headers().get("ETag", ""), checksum(object));
    }

    /**
     * Returns the checksum that the store verified, in hexadecimal. Returns empty if the response has none, or one of
     * another form: that of an object of several parts is not the SHA-256 of its bytes.
     */
    private static Optional<String> checksum(S3Response object) {
        try {
            String text = object.headers().get(CHECKSUM, "");
            return Optional.of(Checksum.text(Base64.getDecoder().decode(text))).filter(Checksum::isWellFormed);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * Copies the object and writes the catalog entry. No condition is needed that the image be absent: another call for
     * this upload writes the same image.
     */
    @Override
    public boolean store(Library library, UUID id, DirectFile file, ImageMetadata image) {
        S3DirectFile source = (S3DirectFile) file;
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", image.mediaType());
        headers.put("x-amz-metadata-directive", "REPLACE");
        if (!source.entityTag().isEmpty()) {
            headers.put("x-amz-copy-source-if-match", source.entityTag());
        }
        String key = ImageKey.of(library, image.id()).text();
        ObjectMetadata.metadata(image, id).forEach((name, value) -> headers.put(S3Response.METADATA + name, value));
        return translate("store upload " + id, () -> {
            try {
                bucket.copy(source.key(), key, headers, image.size());
            } catch (S3Exception e) {
                if (S3ExceptionTranslator.isAbsence(e) || S3ExceptionTranslator.isPresence(e)) {
                    return false;
                }
                throw e;
            }
            S3Response copy = requireMetadata(key, id);
            if (!isSame(source, file(key, copy), image)) {
                bucket.delete(key);
                return false;
            }
            bucket.call(S3Request.putEmpty(CatalogKey.of(library, image).text(), Map.of()));
            return true;
        });
    }

    /**
     * Verifies that a copy has the bytes that were examined. Some stores ignore the condition of the copy (Ceph 16 does), so the
     * source may have been replaced. The copy's entity tag differs then, and also in a bucket with encryption, so that
     * its SHA-256 decides.
     */
    private static boolean isSame(S3DirectFile source, S3DirectFile copy, ImageMetadata image) {
        boolean isTagged = !source.entityTag().isEmpty() && source.entityTag().equals(copy.entityTag());
        return copy.size() == image.size() && (isTagged || copy.sha256().equals(image.sha256()));
    }

    /**
     * Returns the headers of a copy, after it was verified that the copy has the metadata that it was written with. Some stores
     * copy those of the source instead, and the image would be absent. The caller removes the source after this, which must not
     * happen then.
     *
     * @throws StorageException.Refused if the copy has other metadata; it is removed
     */
    private S3Response requireMetadata(String key, UUID write) {
        return bucket.head(key, WITH_CHECKSUM)
                .filter(object -> ObjectMetadata.wasWrittenBy(write, object.metadata()))
                .orElseThrow(() -> {
                    bucket.delete(key);
                    return new StorageException.Refused(
                            "copy to " + key + ": the store ignores x-amz-metadata-directive: REPLACE", null);
                });
    }
}
