package io.tintype.storage.s3;

import io.tintype.storage.Checksum;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
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
 * Renditions, each an object under a {@link RenditionKey} with its checksum as metadata. Whoever calls translates
 * what the bucket throws.
 */
record S3Renditions(Bucket bucket) {

    private static final Logger LOG = Logger.getLogger(S3Renditions.class);
    private static final int MOST_KEYS = 1000;

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) {
        String key = RenditionKey.of(library, id, name).text();
        return bucket.callIfPresent(S3Call.get(key, Map.of())).flatMap(answer -> content(key, answer));
    }

    private static Optional<RenditionContent> content(String key, S3Answer answer) {
        S3Bytes bytes = answer.bytes();
        String sha256 = answer.metadata().getOrDefault(Facts.SHA256, "");
        if (!Checksum.isWellFormed(sha256)) {
            LOG.warnf("not a rendition of ours, counts as absent: %s", key);
            bytes.close();
            return Optional.empty();
        }
        return Optional.of(new RenditionContent(bytes.size(), sha256, bytes));
    }

    /**
     * Writes a rendition, and takes it back if its image is no longer there. A delete removes the image first and lists
     * the renditions second: it finds this one, or has removed the image before this looks.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    boolean keep(
            Library library, UUID id, RenditionName name, Path content, String sha256, BooleanSupplier imageIsThere) {
        String key = RenditionKey.of(library, id, name).text();
        Map<String, String> headers =
                Map.of("Content-Type", name.format().mediaType(), S3Answer.METADATA + Facts.SHA256, sha256);
        bucket.call(S3Call.put(key, headers, new S3Body(content, size(content), sha256)));
        if (imageIsThere.getAsBoolean()) {
            return true;
        }
        bucket.call(S3Call.delete(key));
        return false;
    }

    /** One by one: they are few, and stores differ in the checksum that they want with a DeleteObjects. */
    void removeAll(Library library, UUID id) {
        S3Page page;
        do {
            page = bucket.list(RenditionKey.root(library, id), "", MOST_KEYS);
            page.keys().forEach(key -> bucket.call(S3Call.delete(key)));
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
