package io.tintype.storage.s3;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
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
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Renditions, each an object under a {@link RenditionKey} with its checksum as metadata. Whoever calls translates what
 * the SDK throws.
 */
record S3Renditions(S3Client client, String bucket) {

    private static final Logger LOG = Logger.getLogger(S3Renditions.class);
    private static final String SHA256 = "sha256";
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) {
        String key = RenditionKey.of(library, id, name).text();
        ResponseInputStream<GetObjectResponse> answer;
        try {
            answer = client.getObject(request -> request.bucket(bucket).key(key));
        } catch (S3Exception e) {
            if (!S3Failures.isAbsence(e)) {
                throw e;
            }
            return Optional.empty();
        }
        String sha256 = checksum(answer.response().metadata());
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
                        .checksumSHA256(Base64.getEncoder()
                                .encodeToString(HexFormat.of().parseHex(sha256)))
                        .metadata(Map.of(SHA256, sha256)),
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

    /** Some stores change the case of metadata's names. */
    private static String checksum(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(SHA256))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
