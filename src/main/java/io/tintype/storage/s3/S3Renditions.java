package io.tintype.storage.s3;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Renditions, each an object under a {@link RenditionKey} with its checksum as metadata. Whoever calls translates what
 * the SDK throws.
 */
record S3Renditions(S3Client client, String bucket) {

    private static final Logger LOG = Logger.getLogger(S3Renditions.class);
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) {
        String key = RenditionKey.of(library, id, name).text();
        return S3Failures.ifPresent(() -> ObjectBytes.ask(
                        client, request -> request.bucket(bucket).key(key)))
                .flatMap(answer -> content(key, answer));
    }

    private static Optional<RenditionContent> content(String key, ResponseInputStream<GetObjectResponse> answer) {
        String sha256 = Facts.ignoringCase(answer.response().metadata()).getOrDefault(Facts.SHA256, "");
        if (!CHECKSUM.matcher(sha256).matches()) {
            LOG.warnf("not a rendition of ours, counts as absent: %s", key);
            answer.abort();
            return Optional.empty();
        }
        return Optional.of(new RenditionContent(answer.response().contentLength(), sha256, new ObjectBytes(answer)));
    }

    /**
     * Writes a rendition, and takes it back if its image is no longer there. A delete removes the image first and lists
     * the renditions second: it finds this one, or has removed the image before this looks.
     */
    boolean keep(
            Library library, UUID id, RenditionName name, Path content, String sha256, BooleanSupplier imageIsThere) {
        String key = RenditionKey.of(library, id, name).text();
        client.putObject(
                request -> request.bucket(bucket)
                        .key(key)
                        .contentType(name.format().mediaType())
                        .checksumSHA256(S3ImageStore.base64(sha256))
                        .metadata(Map.of(Facts.SHA256, sha256)),
                RequestBody.fromFile(content));
        if (imageIsThere.getAsBoolean()) {
            return true;
        }
        client.deleteObject(request -> request.bucket(bucket).key(key));
        return false;
    }

    /** One by one: they are few, and stores differ in the checksum that they want with a DeleteObjects. */
    void removeAll(Library library, UUID id) {
        client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(RenditionKey.root(library, id)))
                .contents()
                .forEach(object ->
                        client.deleteObject(request -> request.bucket(bucket).key(object.key())));
    }
}
