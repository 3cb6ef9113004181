package io.tintype.storage.s3;

import io.tintype.storage.ByteRange;
import io.tintype.storage.Checksum;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.KeyPages;
import io.tintype.storage.s3.client.ListObjectsPage;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3RequestBody;
import io.tintype.storage.s3.client.S3Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Stores each rendition as an object with a {@link RenditionKey}, and with its checksum and size as metadata. The
 * caller translates the exceptions that the bucket throws.
 */
record S3Renditions(Bucket bucket) {

    private static final Logger LOG = Logger.getLogger(S3Renditions.class);
    private static final int MAX_KEYS = 1000;

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) {
        String key = RenditionKey.of(library, id, name).text();
        return bucket.callIfPresent(S3Request.get(key, Map.of())).flatMap(answer -> content(key, answer));
    }

    private static Optional<RenditionContent> content(String key, S3Response answer) {
        boolean isOpen = false;
        try {
            Optional<RenditionContent> content = read(answer);
            isOpen = content.isPresent();
            if (!isOpen) {
                LOG.warnf("an unknown or incomplete rendition, treated as absent: %s", key);
            }
            return content;
        } finally {
            if (!isOpen) {
                answer.bytes().close();
            }
        }
    }

    /**
     * Returns the rendition, or empty if it is invalid or incomplete. The size is that of the metadata, or that of the
     * response if an older version wrote the object without it.
     */
    private static Optional<RenditionContent> read(S3Response answer) {
        Map<String, String> metadata = answer.metadata();
        String sha256 = metadata.getOrDefault(ObjectMetadata.SHA256, "");
        S3Content content = S3Content.of(answer);
        long size = ObjectMetadata.size(metadata).orElse(content.total());
        if (!Checksum.isWellFormed(sha256) || size < 1 || !content.isOf(size)) {
            return Optional.empty();
        }
        return Optional.of(new RenditionContent(size, sha256, false, content.from(new ByteRange(0, size - 1))));
    }

    /**
     * Writes a rendition, and removes it if its image no longer exists. A delete removes the image first and lists the
     * renditions second: either it finds this rendition, or it has removed the image before this method looks for it.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    boolean keep(
            Library library, UUID id, RenditionName name, Path content, String sha256, BooleanSupplier imageIsThere) {
        String key = RenditionKey.of(library, id, name).text();
        long size = size(content);
        Map<String, String> headers = Map.of(
                "Content-Type",
                name.format().mediaType(),
                S3Response.METADATA + ObjectMetadata.SHA256,
                sha256,
                S3Response.METADATA + ObjectMetadata.SIZE,
                Long.toString(size));
        bucket.call(S3Request.put(key, headers, new S3RequestBody(content, size, sha256)));
        if (imageIsThere.getAsBoolean()) {
            return true;
        }
        bucket.delete(key);
        return false;
    }

    int count(Library library, UUID id) {
        return new KeyPages(bucket, RenditionKey.prefix(library, id), "", MAX_KEYS)
                .next()
                .keys()
                .size();
    }

    /** Removes the renditions one by one: they are few, and stores require different checksums with a DeleteObjects. */
    void removeAll(Library library, UUID id) {
        KeyPages pages = new KeyPages(bucket, RenditionKey.prefix(library, id), "", MAX_KEYS);
        ListObjectsPage page;
        do {
            page = pages.next();
            page.keys().forEach(key -> bucket.delete(key));
        } while (page.isTruncated());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
